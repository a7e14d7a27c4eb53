namespace TriggerBridge.SailPoint.Api.Models;

/// <summary>One run of a workflow, as ISC shows it. Its input is not among it: that stands in the history.</summary>
public sealed record WorkflowExecution
{
    public required string Id { get; init; }

    public string? WorkflowId { get; init; }

    public string? RequestId { get; init; }

    public DateTimeOffset? StartTime { get; init; }

    /// <summary>Null while it is open.</summary>
    public DateTimeOffset? CloseTime { get; init; }

    /// <summary>An open set: the specification names five, the live service has more. See <see cref="ExecutionStatus"/>.</summary>
    public required string Status { get; init; }
}
