namespace TriggerBridge.Dispatch;

/// <summary>
/// The time for which one attempt belongs to this process. Its end stands in the ledger by the ledger's clock; the deadline for a call
/// is measured by the monotonic clock from before the claim was written, so a process that was paused never calls after its lease.
/// </summary>
internal sealed class Lease(TimeProvider time, DateTimeOffset now, TimeSpan length)
{
    // Between the end of a call and the end of the lease: room for a clock that is a little off.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    private readonly long _taken = time.GetTimestamp();

    /// <summary>When others may take over, by the ledger's clock.</summary>
    public DateTimeOffset Ends { get; } = now + length;

    /// <summary>How long a call that is sent now may take; nothing may be sent when this is not positive.</summary>
    public TimeSpan LeftForCall => length - Margin - time.GetElapsedTime(_taken);
}
