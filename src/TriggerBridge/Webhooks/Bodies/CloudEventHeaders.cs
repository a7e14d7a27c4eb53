using System.Buffers;
using System.Text.Json;
using TriggerBridge.Json;

namespace TriggerBridge.Webhooks.Bodies;

/// <summary>
/// CloudEvents in binary mode: attributes are headers and the body is the data. It is made into the structured form, so that a bridge
/// need not know which of the two its sender uses (https://github.com/cloudevents/spec/blob/main/cloudevents/bindings/http-protocol-binding.md).
/// </summary>
internal static class CloudEventHeaders
{
    private const string Prefix = "ce-";

    public static bool AreIn(WebhookRequest request) => request.Headers.ContainsKey("ce-id");

    public static ReadOnlyMemory<byte> ToJson(WebhookRequest request, ReadOnlyMemory<byte> data)
    {
        var json = new ArrayBufferWriter<byte>(data.Length + 512);
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in request.Headers.Where(static header => header.Key.StartsWith(Prefix, StringComparison.Ordinal)))
                writer.WriteString(name.AsSpan(Prefix.Length), Uri.UnescapeDataString(value));
            if (request.ContentType is { } type) writer.WriteString("datacontenttype", type);
            WriteData(writer, request.ContentType, data.Span);
            writer.WriteEndObject();
        }

        return json.WrittenMemory;
    }

    private static void WriteData(Utf8JsonWriter writer, string? contentType, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty) return;
        if (WebhookBody.IsJson(contentType) && JsonText.ParseEvent(data) is JsonParse.Parsed { Document: var document })
        {
            writer.WritePropertyName("data");
            document.WriteTo(writer);
        }
        else if (WebhookBody.IsText(contentType) && System.Text.Unicode.Utf8.IsValid(data)) writer.WriteString("data", data);
        else writer.WriteBase64String("data_base64", data);
    }
}
