using Azure;

namespace TriggerBridge.Ledger;

/// <summary>The few columns of a delivery that a walk through the ledger looks at.</summary>
internal sealed record DeliveryHead
{
    public required string Bridge { get; init; }
    public required string RowKey { get; init; }
    public required string DeliveryId { get; init; }
    public required DeliveryStatus Status { get; init; }
    public string? Reason { get; init; }
    public string? WorkflowExecutionId { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The row key of the live work item.</summary>
    public string? Work { get; init; }

    public ETag ETag { get; init; }

    public bool IsOver => DeliveryLifecycle.IsOver(Status, Work is not null, Reason);
}
