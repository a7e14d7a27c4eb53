using System.Text.Json;
using System.Text.Json.Serialization;

namespace TriggerBridge.SailPoint.Api.Models;

/// <summary>One event of an execution.</summary>
public sealed record WorkflowExecutionEvent : IscDocument
{
    /// <summary>An open set, such as <c>WorkflowExecutionStarted</c> or <c>ActivityTaskFailed</c>.</summary>
    public string? Type { get; init; }

    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>Not specified; the start has the trigger's input in <c>input</c>.</summary>
    public JsonElement? Attributes { get; init; }
}

/// <summary>The events with what the execution ran with.</summary>
public sealed record WorkflowExecutionHistory : IscDocument
{
    public WorkflowDefinition? Definition { get; init; }

    /// <summary>The specification describes one event, the service sends an array: both are read.</summary>
    [JsonConverter(typeof(OneOrManyConverter))]
    public IReadOnlyList<WorkflowExecutionEvent> History { get; init; } = [];

    public WorkflowTrigger? Trigger { get; init; }
}

internal sealed class OneOrManyConverter : JsonConverter<IReadOnlyList<WorkflowExecutionEvent>>
{
    public override IReadOnlyList<WorkflowExecutionEvent> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.StartObject
            ? [JsonSerializer.Deserialize(ref reader, IscJson.Default.WorkflowExecutionEvent)!]
            : JsonSerializer.Deserialize(ref reader, IscJson.Default.ListWorkflowExecutionEvent) ?? [];

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<WorkflowExecutionEvent> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var each in value)
            JsonSerializer.Serialize(writer, each, IscJson.Default.WorkflowExecutionEvent);
        writer.WriteEndArray();
    }
}
