namespace TriggerBridge.Tests.Testing;

/// <summary>
/// A clock that moves only by <see cref="Advance"/>, which fires the timers that come due on the way, in order and each
/// at its own time. Timers with a due time of zero fire at once. Callbacks run on the advancing thread, outside any lock,
/// so they may create, change and dispose timers and advance further. Thread-safe.
/// </summary>
internal sealed class ManualTimeProvider(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private TimeSpan _elapsed;
    private TimeSpan _goal;
    private TimeSpan _wallClockShift;
    private long _sequence;

    public ManualTimeProvider()
        : this(new DateTimeOffset(2026, 3, 14, 9, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>How many timers would fire if enough time passed: lets a test wait until the code under test waits.</summary>
    public int ActiveTimers
    {
        get
        {
            lock (_gate)
                return _timers.Count;
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return start + _elapsed + _wallClockShift;
    }

    public override long GetTimestamp()
    {
        lock (_gate)
            return _elapsed.Ticks;
    }

    /// <summary>Sets the wall clock forward or back, as an operator or NTP does; timestamps and timers do not notice.</summary>
    public void ShiftWallClock(TimeSpan by)
    {
        lock (_gate)
            _wallClockShift += by;
    }

    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        TimeSpan goal;
        lock (_gate)
        {
            // From the common goal, so that two threads advancing at once add up.
            _goal += by;
            goal = _goal;
        }

        while (NextDue(goal) is { } due)
            due.Fire();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private ManualTimer? NextDue(TimeSpan goal)
    {
        lock (_gate)
        {
            var due = _timers.Where(timer => timer.DueAt <= goal).MinBy(timer => (timer.DueAt, timer.Sequence));
            var now = due?.DueAt ?? goal;
            if (now > _elapsed)
                _elapsed = now;
            due?.Reschedule();
            return due;
        }
    }

    private sealed class ManualTimer(ManualTimeProvider clock, TimerCallback callback, object? state) : ITimer
    {
        private readonly Action _fire = InCurrentContext(callback, state);
        private TimeSpan _period;
        private bool _disposed;

        public TimeSpan DueAt { get; private set; }

        /// <summary>Of two timers due at the same time the one set first fires first.</summary>
        public long Sequence { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, Timeout.InfiniteTimeSpan);
            ArgumentOutOfRangeException.ThrowIfLessThan(period, Timeout.InfiniteTimeSpan);
            bool fireNow;
            lock (clock._gate)
            {
                if (_disposed)
                    return false;
                clock._timers.Remove(this);
                _period = period;
                fireNow = dueTime == TimeSpan.Zero;
                var next = fireNow ? period : dueTime;
                if (next > TimeSpan.Zero)
                    Schedule(clock._elapsed + next);
            }

            if (fireNow)
                Fire();
            return true;
        }

        /// <summary>Takes the timer out, or puts it to its next period. Called under the clock's lock.</summary>
        public void Reschedule()
        {
            clock._timers.Remove(this);
            if (_period > TimeSpan.Zero)
                Schedule(DueAt + _period);
        }

        public void Fire() => _fire();

        public void Dispose()
        {
            lock (clock._gate)
            {
                _disposed = true;
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        // As the system's timers do: what is ambient where a timer is made is ambient in its callback.
        private static Action InCurrentContext(TimerCallback callback, object? state)
        {
            var context = ExecutionContext.Capture();
            return context is null ? () => callback(state) : () => ExecutionContext.Run(context, _ => callback(state), null);
        }

        private void Schedule(TimeSpan dueAt)
        {
            DueAt = dueAt;
            Sequence = clock._sequence++;
            clock._timers.Add(this);
        }
    }
}
