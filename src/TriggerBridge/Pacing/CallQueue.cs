namespace TriggerBridge.Pacing;

/// <summary>
/// One client's calls from this instance: those of the last ten seconds, and those that wait, in their order. A call counts from its answer, for by then
/// it had reached ISC, however long its way was; where there is none within a second, from then. Thread-safe.
/// </summary>
internal sealed class CallQueue(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();
    private readonly List<PacedCall> _calls = [];
    private readonly List<Place> _waiting = [];
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>ISC's own.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromSeconds(10);

    /// <summary>From the permit to ISC.</summary>
    public static TimeSpan LongestWay { get; } = TimeSpan.FromSeconds(1);

    /// <summary>The calls that count now.</summary>
    public int Used
    {
        get
        {
            lock (_lock)
                return Forget();
        }
    }

    /// <summary>The calls that count now and those that wait.</summary>
    public int Wanted
    {
        get
        {
            lock (_lock)
                return Forget() + _waiting.Count;
        }
    }

    /// <summary>Completes when a call may be made sooner than was said.</summary>
    public Task Changed
    {
        get
        {
            lock (_lock)
                return _changed.Task;
        }
    }

    private TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>A call comes, behind those that wait.</summary>
    public Place Enter()
    {
        lock (_lock)
        {
            var place = new Place(this);
            _waiting.Add(place);
            return place;
        }
    }

    /// <summary>Whoever waits looks again.</summary>
    public void Signal()
    {
        TaskCompletionSource changed;
        lock (_lock)
            (changed, _changed) = (_changed, NewSignal());
        changed.SetResult();
    }

    // The calls that have left the window.
    private int Forget()
    {
        var since = Now - Window;
        _calls.RemoveAll(call => call.CountsFrom <= since);
        return _calls.Count;
    }

    private TimeSpan Wait(Place place, int share)
    {
        lock (_lock)
        {
            var over = Forget() + _waiting.IndexOf(place) + 1 - share;
            if (over <= 0)
                return TimeSpan.Zero;
            if (share <= 0 || _calls.Count == 0)
                return Window;
            var times = _calls.ConvertAll(call => call.CountsFrom);
            times.Sort();
            // Beyond the calls that are known now: as long again after each of them.
            var (rounds, nth) = Math.DivRem(over - 1, times.Count);
            return times[nth] + (Window * (rounds + 1)) - Now;
        }
    }

    private PacedCall Take(Place place)
    {
        lock (_lock)
        {
            _waiting.Remove(place);
            var call = new PacedCall(this, Now + LongestWay);
            _calls.Add(call);
            return call;
        }
    }

    private void Leave(Place place)
    {
        lock (_lock)
        {
            if (!_waiting.Remove(place))
                return;
        }

        Signal();
    }

    private bool TryLeave(PacedCall call)
    {
        lock (_lock)
        {
            Forget();
            if (!_calls.Contains(call))
                return false;
            var arrives = Now + LongestWay;
            call.CountsFrom = arrives > call.CountsFrom ? arrives : call.CountsFrom;
            call.HasLeft = true;
            return true;
        }
    }

    private void Answered(PacedCall call)
    {
        lock (_lock)
        {
            if (Now >= call.CountsFrom)
                return;
            call.CountsFrom = Now;
        }

        Signal();
    }

    private void GiveBack(PacedCall call)
    {
        lock (_lock)
            _calls.Remove(call);
        Signal();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A call's place among those that wait, until it is disposed of.</summary>
    public sealed class Place(CallQueue queue) : IDisposable
    {
        /// <summary>How long until the call may be made.</summary>
        /// <param name="share">How many calls may be made in ten seconds.</param>
        public TimeSpan Wait(int share) => queue.Wait(this, share);

        /// <summary>Makes the call. Whoever asked <see cref="Wait"/> lets nobody else take one before.</summary>
        public PacedCall Take() => queue.Take(this);

        public void Dispose() => queue.Leave(this);
    }

    /// <summary>A call that counts.</summary>
    public sealed class PacedCall(CallQueue queue, TimeSpan countsFrom)
    {
        public TimeSpan CountsFrom { get; set; } = countsFrom;

        public bool HasLeft { get; set; }

        /// <summary>The request is about to leave, perhaps long after the permit was taken: it counts from now on.</summary>
        /// <returns>False where the permit has lapsed: another call may have it by now.</returns>
        public bool TryLeave() => queue.TryLeave(this);

        /// <summary>ISC has answered, or will not any more.</summary>
        public void Answered() => queue.Answered(this);

        /// <summary>Nobody waits for its answer any more. If it has left, it may still be on its way to ISC.</summary>
        public void GiveUp()
        {
            if (!HasLeft)
                Answered();
        }

        /// <summary>The call was not made: it counts no more.</summary>
        public void GiveBack() => queue.GiveBack(this);
    }
}
