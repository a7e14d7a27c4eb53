using System.Text.Json;

namespace TriggerBridge.SailPoint.Triggers;

/// <summary>The part of JSON Schema that the descriptions of triggers need.</summary>
internal sealed record TriggerSchema
{
    private const string Definition = "#/definitions/";

    /// <summary>JSON Schema's names of types; <c>null</c> is among them where it may be null.</summary>
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>The texts that it may be; empty: any.</summary>
    public required IReadOnlyList<string> Values { get; init; }

    /// <summary>Of an object; empty: any.</summary>
    public required IReadOnlyDictionary<string, TriggerSchema> Properties { get; init; }

    public required IReadOnlyList<string> Required { get; init; }

    /// <summary>Of an array; null: any.</summary>
    public TriggerSchema? Items { get; init; }

    /// <summary>All in which a value does not fit. A property that the schema does not have is a problem, too: nothing would read it.</summary>
    public IReadOnlyList<SchemaProblem> Check(JsonElement value) => [.. Check(value, "$")];

    /// <param name="schema">A schema, or a reference to a definition.</param>
    /// <param name="definitions">By their names.</param>
    public static TriggerSchema Read(JsonElement schema, JsonElement definitions)
    {
        if (schema.TryGetProperty("$ref", out var reference))
            return Read(definitions.GetProperty(reference.GetString()![Definition.Length..]), definitions);

        return new TriggerSchema
        {
            Types = Texts(schema, "type"),
            Values = Texts(schema, "enum"),
            Required = Texts(schema, "required"),
            Properties = schema.TryGetProperty("properties", out var properties)
                ? properties.EnumerateObject().ToDictionary(property => property.Name, property => Read(property.Value, definitions), StringComparer.Ordinal)
                : [],
            Items = schema.TryGetProperty("items", out var items) ? Read(items, definitions) : null,
        };
    }

    private static string[] Texts(JsonElement schema, string key)
    {
        if (!schema.TryGetProperty(key, out var value))
            return [];
        return value.ValueKind is JsonValueKind.Array ? [.. value.EnumerateArray().Select(each => each.GetString()!)] : [value.GetString()!];
    }

    private IEnumerable<SchemaProblem> Check(JsonElement value, string path)
    {
        if (!Types.Any(type => IsOf(type, value)))
            return [new SchemaProblem(path, $"must be {string.Join(" or ", Types)}")];
        if (Values.Count > 0 && value.ValueKind is JsonValueKind.String && !Values.Contains(value.GetString(), StringComparer.Ordinal))
            return [new SchemaProblem(path, $"must be one of {string.Join(", ", Values)}")];

        return value.ValueKind switch
        {
            JsonValueKind.Object when Properties.Count > 0 => CheckProperties(value, path),
            JsonValueKind.Array when Items is not null => value.EnumerateArray().SelectMany((item, index) => Items.Check(item, FormattableString.Invariant($"{path}[{index}]"))),
            _ => [],
        };
    }

    private IEnumerable<SchemaProblem> CheckProperties(JsonElement value, string path)
    {
        foreach (var name in Required.Where(name => !value.TryGetProperty(name, out _)))
            yield return new SchemaProblem(PathOf(path, name), "is missing");

        foreach (var property in value.EnumerateObject())
        {
            if (!Properties.TryGetValue(property.Name, out var schema))
            {
                yield return new SchemaProblem(PathOf(path, property.Name), $"is not known: known are {string.Join(", ", Properties.Keys)}");
                continue;
            }

            foreach (var problem in schema.Check(property.Value, PathOf(path, property.Name)))
                yield return problem;
        }
    }

    // As RFC 9535 writes names: those that are no plain ones in brackets.
    private static string PathOf(string path, string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_')
            ? $"{path}.{name}"
            : $"{path}['{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}']";

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind is JsonValueKind.Object,
        "array" => value.ValueKind is JsonValueKind.Array,
        "string" => value.ValueKind is JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind is JsonValueKind.Number,
        "null" => value.ValueKind is JsonValueKind.Null,
        _ => throw new ArgumentException($"{type} is no type of JSON Schema.", nameof(type)),
    };
}

/// <param name="Path">Of the value that does not fit, such as <c>$.type</c>.</param>
/// <param name="Text">What is wrong with it: goes on where the path ends.</param>
internal sealed record SchemaProblem(string Path, string Text);
