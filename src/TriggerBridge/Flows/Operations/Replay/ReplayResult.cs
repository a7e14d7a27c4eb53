using TriggerBridge.Ledger;

namespace TriggerBridge.Flows.Operations.Replay;

/// <summary>What asking for a replay came to.</summary>
public abstract record ReplayResult
{
    /// <summary>It is due now, with today's input.</summary>
    public sealed record Replayed(Delivery Delivery) : ReplayResult;

    public sealed record Missing : ReplayResult;

    /// <summary>Nothing changed, and why.</summary>
    public record Refused(string Reason) : ReplayResult;

    /// <summary>Nothing changed: its bridge's file has errors, so that there is no mapping of today.</summary>
    public sealed record NotReady(string Reason, TimeSpan RetryAfter) : Refused(Reason);

    /// <summary>Nothing changed: today's mapping does not fit the event.</summary>
    public sealed record NotMappable(string Reason) : Refused(Reason);
}
