using System.Buffers;
using System.Text;
using System.Text.Json;
using TriggerBridge.Json;

namespace TriggerBridge.Mapping.JsonPath.Functions;

/// <summary>JSON made of texts.</summary>
internal static class JsonTexts
{
    public static JsonElement Array(IEnumerable<string> texts)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonOutput.Options))
        {
            writer.WriteStartArray();
            foreach (var text in texts) writer.WriteStringValue(text);
            writer.WriteEndArray();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    /// <summary>Numbers as JSON writes them, with blanks around allowed.</summary>
    public static bool TryNumber(string text, out JsonElement number)
    {
        number = default;
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text.Trim()));
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.Number && JsonElement.TryParseValue(ref reader, out var parsed)
                && (number = parsed.Value).ValueKind == JsonValueKind.Number && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
