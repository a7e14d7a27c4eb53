using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace TriggerBridge.Cli.Output;

/// <summary>An answer as lines: for scripts that read one thing at a time.</summary>
internal static class JsonRows
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What an answer consists of: the elements of a list, or else itself.</summary>
    public static IReadOnlyList<JsonElement> Of<T>(T answer, JsonTypeInfo<T> type)
    {
        var json = JsonSerializer.SerializeToElement(answer, type);
        if (json.ValueKind == JsonValueKind.Array) return [.. json.EnumerateArray()];
        return json.ValueKind == JsonValueKind.Object && json.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array ? [.. items.EnumerateArray()] : [json];
    }

    /// <summary>One line of JSON.</summary>
    public static string Line(JsonElement value)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Compact))
            value.WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>Lines of values with tabs between them, the first with their names. Tabs, ends of lines and backslashes in a value are written as \t, \n, \r and \\; what is no single value, as JSON.</summary>
    public static IEnumerable<string> Tabbed(IReadOnlyList<JsonElement> rows)
    {
        if (!rows.All(row => row.ValueKind == JsonValueKind.Object)) return rows.Select(Cell);
        var names = rows.SelectMany(row => row.EnumerateObject()).Select(member => member.Name).Distinct(StringComparer.Ordinal).ToList();
        return rows.Select(row => Tabbed(row, names)).Prepend(string.Join('\t', names));
    }

    /// <summary>One such line.</summary>
    public static string Tabbed(JsonElement row, IEnumerable<string> names) => string.Join('\t', names.Select(name => row.TryGetProperty(name, out var value) ? Cell(value) : ""));

    private static string Cell(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        JsonValueKind.String => Escape(value.GetString()!),
        _ => Escape(Line(value)),
    };

    private static string Escape(string text) => text.AsSpan().ContainsAny("\t\n\r\\")
        ? text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal)
        : text;
}
