using TriggerBridge.Executions;
using TriggerBridge.Ledger;

namespace TriggerBridge.Tracking;

/// <summary>What ISC shows in the window of some doubts.</summary>
internal sealed record DoubtView
{
    /// <summary>From before ISC was asked, by the ledger's clock.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>How far ISC's clock is ahead of the ledger's.</summary>
    public required TimeSpan IscAhead { get; init; }

    public required IReadOnlyList<KnownExecution> Known { get; init; }

    /// <summary>Why the window was not read whole; null if it was.</summary>
    public required string? Gap { get; init; }

    /// <summary>The execution of an attempt, unless it is on the delivery for another attempt.</summary>
    public KnownExecution? Find(Delivery delivery, Attempt attempt) => Known.FirstOrDefault(each =>
        each.Bridge == delivery.Bridge && IsOf(each, delivery, attempt) && !delivery.Has(each.ExecutionId));

    /// <summary>Something names this attempt, but it may be another bridge's.</summary>
    public bool IsAmbiguous(Delivery delivery, Attempt attempt) => Known.Any(each => each.Bridge is null && IsOf(each, delivery, attempt));

    public bool ShowsOwnAfter(DateTimeOffset ended) => Known.Any(each => each.Own is not null && each.StartTime > ended + IscAhead);

    private static bool IsOf(KnownExecution execution, Delivery delivery, Attempt attempt) =>
        execution.Own is { } own && own.DeliveryId == delivery.DeliveryId && own.Attempt == attempt.Number;
}
