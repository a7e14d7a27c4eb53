using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TriggerBridge.Cli.Creating;

/// <summary>What an editor needs to know of the event and the context that a bridge's code gets: TypeScript, from a JSON Schema.</summary>
internal sealed class TypeDeclarations
{
    private const int MostLevels = 64;

    private const string Context = """
        export interface Context {
          headers: { [name: string]: string };
          query: { [name: string]: string };
          envelope?: any;
          delivery: { id: string; receivedAt: string };
          event: { type?: string };
          bridge: { name: string };
        }

        export type Input = { [name: string]: unknown };
        export type Filter = (event: Event, context: Context) => unknown;
        export type Transform = (event: Event, context: Context) => Input;

        """;

    private readonly JsonElement _root;
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    private TypeDeclarations(JsonElement root) => _root = root;

    /// <param name="schema">Of the event; null: it is not known.</param>
    public static string Of(string bridge, JsonElement? schema) =>
        $"// Written by 'triggerbridge types {bridge}': change the schema, and write it again.\n\n"
        + $"export type Event = {(schema is { } known ? new TypeDeclarations(known).TypeOf(known, 0) : "any")};\n\n{Context}".ReplaceLineEndings("\n");

    private string TypeOf(JsonElement schema, int level)
    {
        if (schema.ValueKind != JsonValueKind.Object || level > MostLevels) return "unknown";
        if (schema.TryGetProperty("$ref", out var reference)) return Referred(reference.GetString() ?? "", level);
        if (schema.TryGetProperty("const", out var constant)) return Literal(constant);
        if (schema.TryGetProperty("enum", out var values)) return Union(values.EnumerateArray().Select(Literal));
        foreach (var any in (string[])["anyOf", "oneOf"])
        {
            if (schema.TryGetProperty(any, out var each)) return Union(each.EnumerateArray().Select(one => TypeOf(one, level + 1)));
        }

        if (schema.TryGetProperty("allOf", out var all)) return string.Join(" & ", all.EnumerateArray().Select(one => TypeOf(one, level + 1)));
        if (!schema.TryGetProperty("type", out var type)) return schema.TryGetProperty("properties", out _) ? ObjectOf(schema, level) : "any";
        return type.ValueKind == JsonValueKind.Array ? Union(type.EnumerateArray().Select(one => Named(one.GetString(), schema, level))) : Named(type.GetString(), schema, level);
    }

    private string Named(string? type, JsonElement schema, int level) => type switch
    {
        "string" => "string",
        "number" or "integer" => "number",
        "boolean" => "boolean",
        "null" => "null",
        "object" => ObjectOf(schema, level),
        "array" => schema.TryGetProperty("items", out var items) ? ListOf(TypeOf(items, level + 1)) : "any[]",
        _ => "unknown",
    };

    private string ObjectOf(JsonElement schema, int level)
    {
        var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(name => name.GetString()).ToHashSet(StringComparer.Ordinal) : [];
        var indent = new string(' ', 2 * (level + 1));
        var text = new StringBuilder("{\n");
        foreach (var property in schema.TryGetProperty("properties", out var properties) ? properties.EnumerateObject().ToList() : [])
            text.Append(CultureInfo.InvariantCulture, $"{indent}{NameOf(property.Name)}{(required.Contains(property.Name) ? "" : "?")}: {TypeOf(property.Value, level + 1)};\n");
        if (!schema.TryGetProperty("additionalProperties", out var others) || others.ValueKind != JsonValueKind.False)
            text.Append(CultureInfo.InvariantCulture, $"{indent}[name: string]: unknown;\n");
        return text.Append(indent[2..]).Append('}').ToString();
    }

    // Only those of the schema itself; one that leads back to itself may be anything.
    private string Referred(string reference, int level)
    {
        if (!reference.StartsWith('#') || !_open.Add(reference)) return "any";
        var target = _root;
        var isFound = true;
        foreach (var step in reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries).Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
            isFound = isFound && target.ValueKind == JsonValueKind.Object && target.TryGetProperty(step, out target);
        var type = isFound ? TypeOf(target, level) : "any";
        _open.Remove(reference);
        return type;
    }

    private static string ListOf(string type) => type.Contains(" | ", StringComparison.Ordinal) || type.Contains(" & ", StringComparison.Ordinal) ? $"({type})[]" : type + "[]";

    private static string Union(IEnumerable<string> types) => string.Join(" | ", types.Distinct(StringComparer.Ordinal));

    private static string Literal(JsonElement value) => value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? "unknown" : value.GetRawText();

    private static string NameOf(string name) => name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '$') ? name : $"\"{JsonEncodedText.Encode(name)}\"";
}
