using System.Text.Json;

namespace TriggerBridge.Tables;

/// <summary>
/// A row as the service reads it. Every value that JSON would blur carries its type; an untyped 2.0 would come back as the integer 2.
/// </summary>
internal static class EntityWriter
{
    private const string TypeAnnotation = "@odata.type";

    /// <exception cref="ArgumentException">A name, a value or their number is not what a row can hold.</exception>
    public static void Write(Utf8JsonWriter json, TableEntity entity)
    {
        var custom = 0;
        json.WriteStartObject();
        foreach (var (name, value) in entity)
        {
            switch (name)
            {
                case SystemProperty.PartitionKey or SystemProperty.RowKey:
                    json.WriteString(name, (string?)value);
                    break;
                case SystemProperty.Timestamp or SystemProperty.ETag:
                    break;
                default:
                    custom++;
                    TableRules.CheckPropertyName(name);
                    WriteProperty(json, name, value);
                    break;
            }
        }

        json.WriteEndObject();
        if (custom > TableRules.MaxCustomProperties)
            throw new ArgumentException($"A row has at most {TableRules.MaxCustomProperties} properties, not {custom}.", nameof(entity));
    }

    private static void WriteProperty(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null:
                break;
            case string text:
                CheckLength(name, text.Length, TableRules.MaxStringLength);
                json.WriteString(name, text);
                break;
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case int number:
                json.WriteNumber(name, number);
                break;
            case byte[] bytes:
                CheckLength(name, bytes.Length, TableRules.MaxBinaryLength);
                WriteType(json, name, EdmType.Binary);
                json.WriteBase64String(name, bytes);
                break;
            default:
                WriteTyped(json, name, value);
                break;
        }
    }

    private static void WriteTyped(Utf8JsonWriter json, string name, object value)
    {
        switch (value)
        {
            case long number:
                WriteType(json, name, EdmType.Int64);
                json.WriteString(name, Invariant(number, stackalloc char[20]));
                break;
            case double number:
                WriteType(json, name, EdmType.Double);
                if (double.IsFinite(number))
                    json.WriteNumber(name, number);
                else
                    json.WriteString(name, Invariant(number, stackalloc char[9]));
                break;
            case DateTimeOffset time:
                if (time < TableRules.MinDateTime)
                    throw new ArgumentException($"The property {name} is before {TableRules.MinDateTime:yyyy}.", nameof(value));
                WriteType(json, name, EdmType.DateTime);
                json.WriteString(name, time.UtcDateTime);
                break;
            case Guid guid:
                WriteType(json, name, EdmType.Guid);
                json.WriteString(name, guid);
                break;
            default:
                throw new ArgumentException($"The property {name} is a {value.GetType()}, which a row cannot hold.", nameof(value));
        }
    }

    private static void WriteType(Utf8JsonWriter json, string name, EdmType type)
    {
        Span<char> annotation = stackalloc char[TableRules.MaxPropertyNameLength + TypeAnnotation.Length];
        name.CopyTo(annotation);
        TypeAnnotation.CopyTo(annotation[name.Length..]);
        json.WriteString(annotation[..(name.Length + TypeAnnotation.Length)], type.Name);
    }

    private static ReadOnlySpan<char> Invariant<T>(T number, Span<char> buffer)
        where T : ISpanFormattable
    {
        number.TryFormat(buffer, out var written, default, System.Globalization.CultureInfo.InvariantCulture);
        return buffer[..written];
    }

    private static void CheckLength(string name, int length, int limit)
    {
        if (length > limit)
            throw new ArgumentException($"The property {name} has a length of {length}, its limit is {limit}.", nameof(length));
    }
}
