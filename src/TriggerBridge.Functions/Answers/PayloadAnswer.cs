using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using TriggerBridge.Json;
using TriggerBridge.Ledger;

namespace TriggerBridge.Functions.Answers;

/// <summary>
/// What a delivery came with and what it sends: <c>{"event", "input", "headers", "masked"}</c>. Masked, each value becomes its type, and a text its
/// length, so that its form can be seen by those who may not see what it says. What is not JSON is shown as a text.
/// </summary>
internal static class PayloadAnswer
{
    private static readonly JsonWriterOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IResult For(HttpContext context, DeliveryPayload payload, bool plain)
    {
        context.Response.Headers.CacheControl = "no-store";
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Written))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("event");
            Write(writer, payload.Body, plain);
            writer.WritePropertyName("input");
            // There is none where the mapping failed.
            if (payload.Input.IsEmpty) writer.WriteNullValue();
            else Write(writer, payload.Input, plain);
            writer.WriteStartObject("headers");
            foreach (var (name, value) in payload.Headers) writer.WriteString(name, plain ? value : Masked(value));
            writer.WriteEndObject();
            writer.WriteBoolean("masked", !plain);
            writer.WriteEndObject();
        }

        return TypedResults.Bytes(buffer.ToArray(), "application/json");
    }

    private static void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> content, bool plain)
    {
        if (JsonText.ParseEvent(content.Span) is not JsonParse.Parsed { IsShallow: true, Document: var document })
        {
            var text = Encoding.UTF8.GetString(content.Span);
            writer.WriteStringValue(plain ? text : Masked(text));
        }
        else if (plain)
        {
            document.WriteTo(writer);
        }
        else
        {
            WriteMasked(writer, document);
        }
    }

    private static void WriteMasked(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    WriteMasked(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray()) WriteMasked(writer, item);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Masked(value.GetString()!));
                break;
            case JsonValueKind.Number:
                writer.WriteStringValue("number");
                break;
            case JsonValueKind.True or JsonValueKind.False:
                writer.WriteStringValue("true or false");
                break;
            default:
                writer.WriteStringValue("null");
                break;
        }
    }

    private static string Masked(string text) => string.Create(CultureInfo.InvariantCulture, $"text({text.Length})");
}
