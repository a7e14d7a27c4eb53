using System.Text.Json;

namespace TriggerBridge.SailPoint.Execute;

/// <summary>What a workflow answers to a test: the input as it received it, or where that can be looked up.</summary>
/// <param name="Payload">As the specification has it; null where it is missing.</param>
/// <param name="WorkflowExecutionId">Of the execution that the test has started, where it says so.</param>
internal sealed record WorkflowTestReply(JsonElement? Payload, string? WorkflowExecutionId)
{
    /// <summary>Null for what is no JSON object.</summary>
    internal static WorkflowTestReply? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var reply = JsonElement.Parse(json);
            if (reply.ValueKind != JsonValueKind.Object)
                return null;
            return new WorkflowTestReply(
                reply.TryGetProperty("payload", out var payload) ? payload : null,
                reply.TryGetProperty("workflowExecutionId", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
