using System.Text.Json;

namespace TriggerBridge.Tests.SailPoint.Triggers;

/// <summary>What an OpenAPI description says of each property: one line each, to be compared.</summary>
internal sealed class DescribedSchema
{
    private readonly JsonElement _schemas;
    private readonly SortedSet<string> _facts = new(StringComparer.Ordinal);

    private DescribedSchema(JsonElement schemas) => _schemas = schemas;

    public static SortedSet<string> Facts(JsonElement schema, JsonElement schemas)
    {
        var described = new DescribedSchema(schemas);
        described.Collect(schema, "$", isRequired: true);
        return described._facts;
    }

    public static string Fact(string path, IEnumerable<string> types, IEnumerable<string> values, bool isRequired) =>
        $"{path}: {string.Join('|', types.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))}"
        + $"{string.Concat(values.Order(StringComparer.Ordinal).Select(value => $" '{value}'"))}{(isRequired ? "" : " (may be missing)")}";

    private void Collect(JsonElement schema, string path, bool isRequired)
    {
        var parts = PartsOf(schema).ToList();
        _facts.Add(Fact(path, parts.SelectMany(TypesOf), parts.SelectMany(part => Texts(part, "enum")).Distinct(StringComparer.Ordinal), isRequired));

        var properties = parts.Where(part => part.TryGetProperty("properties", out _)).SelectMany(part => part.GetProperty("properties").EnumerateObject());
        // Some arrays have "required", too, which means nothing there.
        var required = parts.Where(part => !TypesOf(part).Contains("array", StringComparer.Ordinal)).SelectMany(part => Texts(part, "required")).ToHashSet(StringComparer.Ordinal);
        foreach (var property in properties.GroupBy(property => property.Name, StringComparer.Ordinal))
            Collect(property.First().Value, $"{path}.{property.Key}", required.Contains(property.Key));
        foreach (var items in parts.Where(part => part.TryGetProperty("items", out _)))
            Collect(items.GetProperty("items"), $"{path}[]", isRequired: true);
    }

    // A schema with what it refers to, is all of, or one of.
    private IEnumerable<JsonElement> PartsOf(JsonElement schema)
    {
        yield return schema;
        List<JsonElement> others = [];
        if (schema.TryGetProperty("$ref", out var reference))
            others.Add(_schemas.GetProperty(reference.GetString()!.Split('/')[^1]));
        foreach (var key in (string[])["allOf", "oneOf"])
        {
            if (schema.TryGetProperty(key, out var list))
                others.AddRange(list.EnumerateArray());
        }

        foreach (var part in others.SelectMany(PartsOf))
            yield return part;
    }

    private static IEnumerable<string> TypesOf(JsonElement schema)
    {
        if (schema.TryGetProperty("type", out var type))
            yield return type.GetString()!;
        else if (schema.TryGetProperty("enum", out _))
            yield return "string";
        if (schema.TryGetProperty("nullable", out var nullable) && nullable.GetBoolean())
            yield return "null";
    }

    private static IEnumerable<string> Texts(JsonElement schema, string key) =>
        schema.TryGetProperty(key, out var list) ? list.EnumerateArray().Select(each => each.GetString()!) : [];
}
