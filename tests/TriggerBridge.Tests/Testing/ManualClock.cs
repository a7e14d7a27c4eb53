using Microsoft.Extensions.Time.Testing;

namespace TriggerBridge.Tests.Testing;

/// <summary>
/// A clock that moves only when a test says so. What <see cref="FakeTimeProvider"/> lacks is a wall clock that is set while timestamps and timers
/// do not notice, as an operator or NTP sets it.
/// </summary>
internal sealed class ManualClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private long _shiftTicks;
    private long _pauseTicks;

    public ManualClock()
        : this(new DateTimeOffset(2026, 3, 14, 9, 0, 0, TimeSpan.Zero))
    {
    }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _shiftTicks) + Interlocked.Read(ref _pauseTicks));

    public override long GetTimestamp() => base.GetUtcNow().Ticks + Interlocked.Read(ref _pauseTicks);

    public void ShiftWallClock(TimeSpan by) => Interlocked.Add(ref _shiftTicks, by.Ticks);

    /// <summary>As for a process that was paused: all clocks have gone on, and no timer has fired yet.</summary>
    public void Pause(TimeSpan by) => Interlocked.Add(ref _pauseTicks, by.Ticks);
}
