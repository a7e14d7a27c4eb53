namespace TriggerBridge.Ledger;

/// <summary>
/// The Table service's clock. Leases and due times are agreed on between instances, so they are read off the service's
/// <c>Date</c> header and never off a machine's own clock, which may be wrong.
/// </summary>
public sealed class LedgerClock(TimeProvider time)
{
    // The header has whole seconds and its way takes a moment: within this, the two clocks are taken to agree.
    private static readonly TimeSpan Agreement = TimeSpan.FromSeconds(2);

    private long _offsetTicks;

    /// <summary>A drift beyond this is reported as unhealthy.</summary>
    public static TimeSpan MostDrift { get; } = TimeSpan.FromSeconds(5);

    /// <summary>How far the service's clock is ahead of this machine's; zero while they agree to a second or two.</summary>
    public TimeSpan Drift => TimeSpan.FromTicks(Interlocked.Read(ref _offsetTicks));

    public DateTimeOffset UtcNow => time.GetUtcNow() + Drift;

    internal void Observe(DateTimeOffset date)
    {
        // The true time lies in the second that the header names: its middle is the best guess.
        var offset = date.AddMilliseconds(500) - time.GetUtcNow();
        Interlocked.Exchange(ref _offsetTicks, offset.Duration() <= Agreement ? 0 : offset.Ticks);
    }
}
