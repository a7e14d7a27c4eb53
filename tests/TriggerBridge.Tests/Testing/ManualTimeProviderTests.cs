namespace TriggerBridge.Tests.Testing;

public sealed class ManualTimeProviderTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Time_stands_still_until_it_is_advanced()
    {
        var (now, timestamp) = (_time.GetUtcNow(), _time.GetTimestamp());
        Assert.Equal(now, _time.GetUtcNow());

        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(TimeSpan.FromSeconds(3), _time.GetUtcNow() - now);
        Assert.Equal(TimeSpan.FromSeconds(3), _time.GetElapsedTime(timestamp));
    }

    [Fact]
    public void Shifting_the_wall_clock_leaves_timestamps_and_timers_alone()
    {
        var (now, timestamp) = (_time.GetUtcNow(), _time.GetTimestamp());
        var delay = Task.Delay(TimeSpan.FromMinutes(1), _time);

        _time.ShiftWallClock(TimeSpan.FromHours(-1));
        _time.ShiftWallClock(TimeSpan.FromHours(3));

        Assert.Equal(TimeSpan.FromHours(2), _time.GetUtcNow() - now);
        Assert.Equal(TimeSpan.Zero, _time.GetElapsedTime(timestamp));
        Assert.False(delay.IsCompleted);
    }

    [Fact]
    public async Task Delays_end_when_their_time_comes_and_not_before()
    {
        var delay = Task.Delay(TimeSpan.FromSeconds(10), _time);

        _time.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        Assert.False(delay.IsCompleted);
        Assert.Equal(1, _time.ActiveTimers);

        _time.Advance(TimeSpan.FromTicks(1));
        await delay;
        Assert.Equal(0, _time.ActiveTimers);
    }

    [Fact]
    public void CancelAfter_works_and_can_be_put_off()
    {
        using var source = new CancellationTokenSource(TimeSpan.FromSeconds(5), _time);
        _time.Advance(TimeSpan.FromSeconds(4));
        source.CancelAfter(TimeSpan.FromSeconds(5));

        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.False(source.IsCancellationRequested);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(source.IsCancellationRequested);
    }

    [Fact]
    public void Timers_fire_in_order_each_at_its_own_time()
    {
        var start = _time.GetUtcNow();
        var fired = new List<(string Name, double Second)>();
        void Note(object? name) => fired.Add(((string)name!, (_time.GetUtcNow() - start).TotalSeconds));
        using var late = _time.CreateTimer(Note, "late", TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        using var periodic = _time.CreateTimer(Note, "periodic", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        using var once = _time.CreateTimer(Note, "once", TimeSpan.FromSeconds(2), TimeSpan.Zero);
        using var gone = _time.CreateTimer(Note, "gone", TimeSpan.FromSeconds(2), TimeSpan.Zero);
        gone.Dispose();

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal([("periodic", 1), ("once", 2), ("late", 3), ("periodic", 3), ("periodic", 5)], fired);
        Assert.False(gone.Change(TimeSpan.FromSeconds(1), TimeSpan.Zero));
    }

    [Fact]
    public void A_callback_may_set_timers_that_come_due_in_the_same_advance()
    {
        var fired = 0;
        ITimer? second = null;
        using var first = _time.CreateTimer(
            _ => second = _time.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan),
            null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(1, fired);
        second!.Dispose();
    }

    [Fact]
    public void A_timer_that_is_due_at_once_fires_at_once()
    {
        var fired = 0;
        using var timer = _time.CreateTimer(_ => fired++, null, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Equal(1, fired);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, fired);
    }

    [Fact]
    public void Threads_that_advance_at_once_add_up_and_lose_no_timer()
    {
        var fired = 0;
        var timestamp = _time.GetTimestamp();

        Parallel.For(0, 200, _ =>
        {
            var timer = _time.CreateTimer(_ => Interlocked.Increment(ref fired), null, TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
            _time.Advance(TimeSpan.FromMilliseconds(1));
            GC.KeepAlive(timer);
        });
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(TimeSpan.FromMilliseconds(201), _time.GetElapsedTime(timestamp));
        Assert.Equal(200, fired);
        Assert.Equal(0, _time.ActiveTimers);
    }
}
