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

    /// <summary>For <see cref="TookSince"/>.</summary>
    internal long Timestamp => time.GetTimestamp();

    internal TimeSpan TookSince(long timestamp) => time.GetElapsedTime(timestamp);

    /// <param name="date">Of an answer that was read just now.</param>
    /// <param name="sentAt">The <see cref="Timestamp"/> of its call.</param>
    internal void Observe(DateTimeOffset date, long sentAt) =>
        Interlocked.Exchange(ref _offsetTicks, DateHeader.Ahead(Drift, date, time.GetUtcNow(), TookSince(sentAt)).Ticks);
}
