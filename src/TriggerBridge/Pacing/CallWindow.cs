namespace TriggerBridge.Pacing;

/// <summary>
/// At most so many calls in any span of time: a ring of the times of the last calls, also of those that are still to come, which is
/// what keeps waiters in their order. Times count from any common start. Not thread-safe.
/// </summary>
/// <param name="most">How many calls a span may hold, at least one.</param>
internal sealed class CallWindow(int most)
{
    private readonly TimeSpan[] _calls = new TimeSpan[most];
    private long _taken;

    /// <summary>When the next call may be made, not before <paramref name="now"/> and not before any call that was taken already.</summary>
    public TimeSpan Earliest(TimeSpan now, TimeSpan span)
    {
        var earliest = now;
        if (_taken > 0)
            earliest = Later(earliest, _calls[(_taken - 1) % most]);
        if (_taken >= most)
            earliest = Later(earliest, _calls[_taken % most] + span);
        return earliest;
    }

    /// <param name="at">What <see cref="Earliest"/> said, or later.</param>
    public void Take(TimeSpan at) => _calls[_taken++ % most] = at;

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
