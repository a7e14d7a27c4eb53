namespace TriggerBridge.Ledger;

/// <summary>
/// The Table service's clock. Leases and due times are agreed on between instances, so they are read off the service's
/// <c>Date</c> header and never off a machine's own clock, which may be wrong.
/// </summary>
public sealed class LedgerClock(TimeProvider time)
{
    private long _offsetTicks;

    /// <summary>A drift beyond this is reported as unhealthy.</summary>
    public static TimeSpan MostDrift { get; } = TimeSpan.FromSeconds(5);

    /// <summary>How far the service's clock is ahead of this machine's; zero while they agree to a second or two.</summary>
    public TimeSpan Drift => TimeSpan.FromTicks(Interlocked.Read(ref _offsetTicks));

    public DateTimeOffset UtcNow => time.GetUtcNow() + Drift;

    /// <summary>This machine's own, for waits.</summary>
    internal TimeProvider Time => time;

    /// <summary>For <see cref="TookSince"/>.</summary>
    internal long Timestamp => time.GetTimestamp();

    internal TimeSpan TookSince(long timestamp) => time.GetElapsedTime(timestamp);

    /// <param name="date">Of an answer that was read just now.</param>
    /// <param name="sentAt">The <see cref="Timestamp"/> of its call.</param>
    internal void Observe(DateTimeOffset date, long sentAt) =>
        Interlocked.Exchange(ref _offsetTicks, DateHeader.Ahead(Drift, date, time.GetUtcNow(), TookSince(sentAt)).Ticks);
}

/// <summary>What the <c>Date</c> of an answer says about its server's clock.</summary>
internal static class DateHeader
{
    // The header has whole seconds and its way takes a moment: within this, two clocks are taken to agree.
    private static readonly TimeSpan Agreement = TimeSpan.FromSeconds(2);

    /// <returns>How far the server's clock is ahead; zero while the two agree to a second or two.</returns>
    /// <param name="known">How far it was taken to be ahead before.</param>
    /// <param name="date">The header, which the server wrote at some time of the call.</param>
    /// <param name="now">By the other clock, when the answer was read.</param>
    /// <param name="took">How long the call took until then.</param>
    public static TimeSpan Ahead(TimeSpan known, DateTimeOffset date, DateTimeOffset now, TimeSpan took)
    {
        // The true time lies in the second that the header names: its middle is the best guess. A slow call, or a process that stood still before
        // it read the answer, makes the header old: then it only says between which limits the server's clock is.
        var (least, most) = (date - now, date.AddSeconds(1) - (now - took));
        var ahead = took <= Agreement ? date.AddMilliseconds(500) - now : TimeSpan.FromTicks(Math.Clamp(known.Ticks, least.Ticks, most.Ticks));
        return ahead.Duration() <= Agreement ? TimeSpan.Zero : ahead;
    }
}
