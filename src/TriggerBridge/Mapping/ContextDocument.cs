using System.Buffers;
using System.Text.Json;
using TriggerBridge.Mapping.JsonPath;

namespace TriggerBridge.Mapping;

/// <summary>The document that <c>$$</c> stands for, so that one kind of path serves both roots.</summary>
internal static class ContextDocument
{
    private static readonly string[] Fields = ["delivery.id", "delivery.receivedAt", "event.type", "bridge.name"];

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
            writer.WriteStartObject("delivery");
            if (context.DeliveryId is { } id) writer.WriteString("id", id);
            writer.WriteString("receivedAt", context.ReceivedAt.UtcDateTime);
            writer.WriteEndObject();
            writer.WriteStartObject("event");
            if (context.EventType is { } type) writer.WriteString("type", type);
            writer.WriteEndObject();
            writer.WriteStartObject("bridge");
            writer.WriteString("name", context.BridgeName);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    /// <summary>The document's shape is known, so a wrong path is found at start and not at the first event.</summary>
    public static string? Problem(PathQuery query)
    {
        if (query.Root != PathRoot.Context) return null;
        var names = query.Steps.Select(step => (step as SingularSelector.Name)?.Value).ToArray();
        return names switch
        {
            [] or ["headers" or "query"] => null,
            ["headers" or "query", { } name] => CaseProblem(name),
            _ when Fields.Contains(string.Join('.', names), StringComparer.Ordinal) => null,
            _ => $"expected $$.headers['name'], $$.query['name'], {string.Join(", ", Fields.Select(field => "$$." + field))}",
        };
    }

    private static string? CaseProblem(string name) =>
        name.Any(char.IsUpper) ? $"names are in lower case here: '{name.ToLowerInvariant()}'" : null;

    private static void WriteTexts(Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, string> texts)
    {
        writer.WriteStartObject(name);
        foreach (var (key, value) in texts) writer.WriteString(key, value);
        writer.WriteEndObject();
    }
}
