using System.Diagnostics.CodeAnalysis;

namespace TriggerBridge.Simulation.Scheduling;

/// <summary>
/// The world's clock. It stands still while anything can still be done, and then jumps to the next timer. Timers that are due at the same
/// time fire in the order in which they were set.
/// </summary>
internal sealed class VirtualTime(DateTimeOffset start) : TimeProvider
{
    private readonly PriorityQueue<(VirtualTimer Timer, long Version), (long Due, long Order)> _due = new();
    private long _now = start.UtcTicks;
    private long _order;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(_now, TimeSpan.Zero);

    public override long GetTimestamp() => _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => CreateTimer(callback, state, dueTime, period, gate: null);

    /// <param name="gate">Asked when the timer is due: null lets it fire, a time puts it off until then, and <see cref="TimeSpan.MaxValue"/> for ever.</param>
    public ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period, Func<TimeSpan?>? gate)
    {
        var timer = new VirtualTimer(this, callback, state, gate);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Jumps to the next timer and fires it.</summary>
    /// <returns>Whether there was one.</returns>
    public bool FireNext()
    {
        while (_due.TryDequeue(out var entry, out var at))
        {
            if (entry.Version != entry.Timer.Version)
                continue;
            _now = Math.Max(_now, at.Due);
            entry.Timer.Fire();
            return true;
        }

        return false;
    }

    private void Enqueue(VirtualTimer timer, TimeSpan after) => _due.Enqueue((timer, timer.Version), (_now + Math.Max(after.Ticks, 0), _order++));

    [SuppressMessage("Reliability", "CA2213", Justification = "A captured context is nobody's to dispose.")]
    private sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state, Func<TimeSpan?>? gate) : ITimer
    {
        private readonly ExecutionContext? _context = ExecutionContext.Capture();
        private TimeSpan _period;

        public long Version { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Version++;
            _period = period;
            if (dueTime != Timeout.InfiniteTimeSpan)
                time.Enqueue(this, dueTime);
            return true;
        }

        public void Fire()
        {
            Version++;
            if (gate?.Invoke() is { } wait)
            {
                if (wait != TimeSpan.MaxValue)
                    time.Enqueue(this, wait);
                return;
            }

            if (_period != Timeout.InfiniteTimeSpan && _period > TimeSpan.Zero)
                time.Enqueue(this, _period);
            if (_context is null)
                callback(state);
            else
                ExecutionContext.Run(_context, _ => callback(state), null);
        }

        public void Dispose() => Version++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
