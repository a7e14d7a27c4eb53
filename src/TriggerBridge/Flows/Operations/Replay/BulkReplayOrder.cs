using TriggerBridge.Ledger;

namespace TriggerBridge.Flows.Operations.Replay;

/// <summary>Which deliveries to replay, and who asks.</summary>
public sealed record BulkReplayOrder
{
    /// <summary>One bridge's; null for those of all bridges.</summary>
    public string? Bridge { get; init; }

    public required DeliveryStatus Status { get; init; }

    /// <summary>Received then or later; null for no limit.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Received then or earlier; null for no limit.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Everything but the writing.</summary>
    public bool DryRun { get; init; }

    /// <summary>The <see cref="BulkReplayReport.Continuation"/> of the call before.</summary>
    public string? Continuation { get; init; }

    public required ReplayOrder Order { get; init; }
}
