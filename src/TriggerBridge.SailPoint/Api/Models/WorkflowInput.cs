using System.Text;
using System.Text.Json;

namespace TriggerBridge.SailPoint.Api.Models;

/// <summary>What a workflow is started with.</summary>
/// <param name="Input">A JSON object.</param>
public sealed record WorkflowInput(JsonElement Input);

/// <summary>What execute-external answers.</summary>
public sealed record StartedExecution : IscDocument
{
    /// <summary>Missing where nothing was started.</summary>
    public string? WorkflowExecutionId { get; init; }

    public string? Message { get; init; }
}

/// <summary>What the workflow says it received.</summary>
public sealed record ReceivedInput
{
    public JsonElement? Payload { get; init; }
}

/// <summary>An external-trigger client, as it is shown once.</summary>
public sealed record WorkflowOAuthClient
{
    public required string Id { get; init; }

    public required string Secret { get; init; }

    /// <summary>Where it starts its workflow; may be relative to the tenant's base.</summary>
    public string? Url { get; init; }

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("Id = ").Append(Id).Append(", Secret = ***, Url = ").Append(Url);
        return true;
    }
}
