using System.Globalization;
using System.Text.Json;

namespace TriggerBridge.Tables;

/// <summary>
/// A type that a property's <c>@odata.type</c> annotation names because JSON has no such value. String, Boolean and Int32 need none.
/// </summary>
internal sealed class EdmType
{
    public static readonly EdmType Int64 = new("Edm.Int64", text => long.Parse(text, CultureInfo.InvariantCulture));
    // Also "NaN", "Infinity" and "-Infinity", which travel as strings.
    public static readonly EdmType Double = new("Edm.Double", text => double.Parse(text, CultureInfo.InvariantCulture));
    public static readonly EdmType DateTime = new(
        "Edm.DateTime", text => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));
    public static readonly EdmType Guid = new("Edm.Guid", text => System.Guid.Parse(text));
    public static readonly EdmType Binary = new("Edm.Binary", System.Convert.FromBase64String);

    private static readonly EdmType[] All = [Int64, Double, DateTime, Guid, Binary];

    private readonly string _name;
    private readonly Func<string, object> _parse;

    private EdmType(string name, Func<string, object> parse)
    {
        _name = name;
        _parse = parse;
        Name = JsonEncodedText.Encode(name);
    }

    public JsonEncodedText Name { get; }

    /// <summary>Null for a type whose JSON says it already.</summary>
    public static EdmType? Find(ref Utf8JsonReader reader)
    {
        foreach (var type in All)
        {
            if (reader.ValueTextEquals(type._name))
                return type;
        }

        return null;
    }

    public object Read(ref Utf8JsonReader reader)
        => this == Binary ? reader.GetBytesFromBase64() : Convert(Untyped(ref reader));

    /// <summary>Of a value that was read before its annotation came.</summary>
    public object Convert(object value) => value switch
    {
        string text => _parse(text),
        int number when this == Double => (double)number,
        int number when this == Int64 => (long)number,
        _ => value,
    };

    public static object Untyped(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString()!,
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.Number => reader.TryGetInt32(out var number) ? (object)number : reader.GetDouble(),
        _ => throw new JsonException($"A property cannot be a {reader.TokenType}."),
    };

    public override string ToString() => _name;
}
