using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace TriggerBridge.Mapping.JsonPath;

/// <summary>What an expression comes to: a piece of the document as it stands there, something computed, or nothing.</summary>
internal readonly struct PathValue
{
    private readonly JsonElement _element;
    private readonly object? _computed;
    private readonly long _number;

    private PathValue(JsonValueKind kind, object? computed = null, long number = 0) => (Kind, _computed, _number) = (kind, computed, number);

    public PathValue(JsonElement element) => (_element, Kind) = (element, element.ValueKind);

    /// <summary>RFC 9535's "Nothing": no value, not even null.</summary>
    public static PathValue Nothing => default;

    /// <summary><see cref="JsonValueKind.Undefined"/> for nothing.</summary>
    public JsonValueKind Kind { get; }

    public bool IsNothing => Kind == JsonValueKind.Undefined;

    /// <summary>No value, or a list of nodes without any.</summary>
    public bool FoundNothing => IsNothing || _computed is IReadOnlyCollection<JsonElement> { Count: 0 };

    public static PathValue Of(string text) => new(JsonValueKind.String, text);

    public static PathValue Of(long number) => new(JsonValueKind.Number, number: number);

    public static PathValue Of(bool truth) => new(truth ? JsonValueKind.True : JsonValueKind.False);

    /// <summary>All that a path found; as a value, an array of it.</summary>
    public static PathValue Of(IReadOnlyList<JsonElement> nodes) => new(JsonValueKind.Array, nodes);

    /// <summary>True where the value is one of the document's or another whole piece of JSON.</summary>
    public bool TryGetElement(out JsonElement element)
    {
        element = _element;
        return _element.ValueKind != JsonValueKind.Undefined;
    }

    public bool TryGetNodes(out IReadOnlyList<JsonElement> nodes)
    {
        nodes = _computed as IReadOnlyList<JsonElement> ?? [];
        return _computed is IReadOnlyList<JsonElement>;
    }

    /// <summary>False for what is not a string.</summary>
    public bool TryGetText(out string text)
    {
        text = Kind == JsonValueKind.String ? _computed as string ?? _element.GetString()! : "";
        return Kind == JsonValueKind.String;
    }

    public bool TryGetInteger(out long number)
    {
        number = _number;
        if (Kind != JsonValueKind.Number) return false;
        return _element.ValueKind == JsonValueKind.Undefined || _element.TryGetInt64(out number);
    }

    /// <summary>Only of a number.</summary>
    public double ToDouble() => _element.ValueKind == JsonValueKind.Undefined ? _number : _element.GetDouble();

    /// <summary>As it goes into text: strings as they are, all else as JSON.</summary>
    public string ToText() => Kind switch
    {
        JsonValueKind.Undefined => "",
        JsonValueKind.String => _computed as string ?? _element.GetString()!,
        _ when _computed is IReadOnlyList<JsonElement> nodes => $"[{string.Join(',', nodes.Select(node => node.GetRawText()))}]",
        _ when _element.ValueKind != JsonValueKind.Undefined => _element.GetRawText(),
        JsonValueKind.Number => _number.ToString(CultureInfo.InvariantCulture),
        JsonValueKind.True => "true",
        _ => "false",
    };

    /// <summary>What stands in a document is written byte for byte: numbers and escapes stay as the sender wrote them.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        if (_element.ValueKind != JsonValueKind.Undefined) WriteRaw(writer, _element);
        else if (_computed is IReadOnlyList<JsonElement> nodes) WriteArray(writer, nodes);
        else if (Kind == JsonValueKind.String) writer.WriteStringValue(_computed as string);
        else if (Kind == JsonValueKind.Number) writer.WriteNumberValue(_number);
        else writer.WriteBooleanValue(Kind == JsonValueKind.True);
    }

    private static void WriteArray(Utf8JsonWriter writer, IReadOnlyList<JsonElement> nodes)
    {
        writer.WriteStartArray();
        foreach (var node in nodes) WriteRaw(writer, node);
        writer.WriteEndArray();
    }

    private static void WriteRaw(Utf8JsonWriter writer, JsonElement element) =>
        writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(element), skipInputValidation: true);
}
