using TriggerBridge.Ledger;

namespace TriggerBridge.Dispatch;

/// <summary>What became of a delivery that was to be sent.</summary>
/// <param name="Delivery">As it stands.</param>
internal abstract record AttemptStep(Delivery Delivery)
{
    /// <summary>Sent, postponed or ended, or somebody else went on with it.</summary>
    public sealed record Taken(Delivery Delivery) : AttemptStep(Delivery);

    /// <summary>Left as it was, because its client takes no calls now: nothing is written about that, however often it happens.</summary>
    public sealed record Left(Delivery Delivery) : AttemptStep(Delivery);
}
