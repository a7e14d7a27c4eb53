using System.Buffers;
using System.Text;
using System.Text.Json;
using TriggerBridge.Json;

namespace TriggerBridge.Webhooks.Bodies;

/// <summary>Reads <c>application/x-www-form-urlencoded</c>.</summary>
internal static class FormFields
{
    // Slack and GitHub put a whole event into this field.
    private const string JsonField = "payload";

    /// <summary>The fields in their order, decoded.</summary>
    public static IEnumerable<(string Name, string Value)> Read(ReadOnlySpan<byte> body) =>
        Encoding.UTF8.GetString(body).Split('&', StringSplitOptions.RemoveEmptyEntries).Select(static field =>
        {
            var equals = field.IndexOf('=', StringComparison.Ordinal);
            return equals < 0 ? (Decode(field), "") : (Decode(field[..equals]), Decode(field[(equals + 1)..]));
        });

    /// <summary>The fields as an object of texts; one that comes several times becomes a list.</summary>
    public static ReadOnlyMemory<byte> ToJson(ReadOnlySpan<byte> body)
    {
        var json = new ArrayBufferWriter<byte>(body.Length + 64);
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (var field in Read(body).GroupBy(field => field.Name, field => field.Value, StringComparer.Ordinal))
            {
                writer.WritePropertyName(field.Key);
                if (field.Key == JsonField && field.Count() == 1 && Parse(field.First()) is JsonParse.Parsed { Document: var document })
                    document.WriteTo(writer);
                else Write(writer, [.. field]);
            }

            writer.WriteEndObject();
        }

        return json.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter writer, string[] values)
    {
        if (values is [var only])
        {
            writer.WriteStringValue(only);
            return;
        }

        writer.WriteStartArray();
        foreach (var value in values) writer.WriteStringValue(value);
        writer.WriteEndArray();
    }

    private static JsonParse Parse(string text) => JsonText.ParseEvent(Encoding.UTF8.GetBytes(text));

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
