using TriggerBridge.Ledger;

namespace TriggerBridge.Flows.Operations.Replay;

/// <summary>Whether a delivery can be replayed, and what it becomes.</summary>
internal abstract record ReplayPlan
{
    /// <summary>To be written together.</summary>
    public sealed record Ready(Delivery Next, PackedPayload Payload) : ReplayPlan;

    public sealed record Objection(ReplayResult.Refused Why) : ReplayPlan;
}
