using TriggerBridge.Ledger;

namespace TriggerBridge.Flows.Operations.Replay;

/// <summary>Which deliveries a person may replay.</summary>
internal static class ReplayRules
{
    /// <returns>Why it must not be replayed; null where nothing speaks against it.</returns>
    public static string? Objection(DeliveryStatus status, string? executionId, bool force) => status switch
    {
        DeliveryStatus.Received => "It has not been sent yet: its first attempt is due.",
        DeliveryStatus.Filtered => "The bridge's filter left it out.",
        DeliveryStatus.Dispatching => "An attempt is under way: wait for its outcome.",
        DeliveryStatus.InDoubt => "An attempt may have started an execution: wait until it was looked up in ISC.",
        // Their execution is over and did not do its work.
        DeliveryStatus.Failed or DeliveryStatus.Canceled => null,
        _ when executionId is not null && !force =>
            $"It is {status} with the execution {executionId}: a replay starts a second one. Send \"force\": true if that is wanted.",
        _ => null,
    };
}
