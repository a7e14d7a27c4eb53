using System.Buffers;
using System.Text.Json;
using TriggerBridge.Json;

namespace TriggerBridge.Mapping.JsonPath;

/// <summary>The document that <c>$$</c> stands for, so that one kind of path serves both roots.</summary>
internal static class ContextDocument
{
    /// <summary><c>$$.delivery.receivedAt</c></summary>
    public static PathQuery ReceivedAt { get; } = new(
        "now()",
        PathRoot.Context,
        [new Segment.Child([new SingularSelector.Name("delivery")]), new Segment.Child([new SingularSelector.Name("receivedAt")])]);

    public static JsonElement Create(EventContext context)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, JsonOutput.Options))
        {
            writer.WriteStartObject();
            WriteTexts(writer, "headers", context.Headers);
            WriteTexts(writer, "query", context.Query);
            if (context.Envelope.ValueKind != JsonValueKind.Undefined)
            {
                writer.WritePropertyName("envelope");
                context.Envelope.WriteTo(writer);
            }

            writer.WriteStartObject("delivery");
            if (context.DeliveryId is { } id) writer.WriteString("id", id);
            writer.WriteString("receivedAt", context.ReceivedAt.UtcDateTime);
            writer.WriteEndObject();
            writer.WriteStartObject("event");
            if (context.EventType is { } type) writer.WriteString("type", type);
            writer.WriteEndObject();
            if (context.Cursor is { } cursor) writer.WriteString("cursor", cursor);
            if (context.Execution is { } execution)
            {
                writer.WriteStartObject("execution");
                writer.WriteString("id", execution.Id);
                writer.WriteString("status", execution.Status);
                if (execution.Error is { } error) writer.WriteString("error", error);
                writer.WriteStartObject("steps");
                foreach (var (name, output) in execution.Outputs)
                {
                    writer.WritePropertyName(name);
                    output.WriteTo(writer);
                }

                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            writer.WriteStartObject("bridge");
            writer.WriteString("name", context.BridgeName);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, string> texts)
    {
        writer.WriteStartObject(name);
        foreach (var (key, value) in texts) writer.WriteString(key, value);
        writer.WriteEndObject();
    }
}
