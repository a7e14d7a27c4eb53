namespace TriggerBridge.Pacing;

/// <summary>
/// What a call's report makes of its client's state; pure. Several instances apply their reports to the same row, in any order, and
/// after a lost answer twice: so a report never shortens a pause, and one that is about the time before a pause does not lengthen it.
/// </summary>
internal static class CircuitTransition
{
    private const string Unanswered = "Several calls in a row were not answered.";

    private static readonly TimeSpan ThrottledUntold = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostPause = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan MostRetryAfter = TimeSpan.FromHours(1);

    // A read closes a circuit within a tick. That none succeeds may be a fault that lasts, of the read credential and not of ISC.
    private static readonly TimeSpan LeastOpen = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan MostOpen = TimeSpan.FromHours(1);

    /// <param name="state">As it was.</param>
    /// <param name="report">What a call said.</param>
    /// <param name="now">When it said so, by the ledger's clock.</param>
    /// <param name="random">In [0, 1).</param>
    public static ClientState Apply(ClientState state, CallReport report, DateTimeOffset now, double random) => report switch
    {
        CallReport.Fine => IsProbing(state, now) ? Drain(state) : state,
        CallReport.Throttled throttled => Throttle(state, throttled, now),
        CallReport.Unreachable away => Pause(state, $"ISC is out of reach: {away.Reason}", away.RetryAfter, now, random) with
        {
            Draining = state.Draining || away.Kind == CallKind.Execute,
        },
        CallReport.InDoubt when IsProbing(state, now) && state.Cause == PauseCause.InDoubt => Open(state, now),
        CallReport.InDoubt when IsProbing(state, now) => Pause(state, "ISC did not answer the call that was to show whether it is back.", null, now, random),
        _ => state,
    };

    /// <summary>Too many calls in a row were in doubt. Without a credential for reading, a call has to show whether ISC is well again.</summary>
    public static ClientState OpenCircuit(ClientState state, bool canRead, DateTimeOffset now, double random)
    {
        if (state.Cause == PauseCause.InDoubt && !IsProbing(state, now))
            return state;
        return (canRead ? Open(state, now) : Pause(state, Unanswered, null, now, random)) with { Draining = true };
    }

    /// <summary>Its call was not made. Whose probe is another one by now has nothing to give back.</summary>
    public static ClientState GiveBackProbe(ClientState state, string probeId) =>
        state.ProbeId == probeId ? state with { ProbeUntil = null, ProbeId = null } : state;

    public static ClientState CloseCircuit(ClientState state) => state.Cause == PauseCause.InDoubt ? Drain(state) : state;

    /// <summary>A delivery was left to the next sweep: what comes later must not overtake it.</summary>
    public static ClientState LeaveWork(ClientState state) => state with { Draining = true };

    /// <summary>A sweep found nothing due.</summary>
    public static ClientState EndDraining(ClientState state, DateTimeOffset now) =>
        state.At(now) == CircuitState.Draining ? ClientState.Undisturbed : state;

    private static ClientState Drain(ClientState state) => new() { Draining = state.Draining };

    private static bool IsProbing(ClientState state, DateTimeOffset now) =>
        state.Cause is PauseCause.Unreachable or PauseCause.InDoubt && !(now < state.PausedUntil);

    // Each probe that fails doubles the time to the next.
    private static ClientState Open(ClientState state, DateTimeOffset now)
    {
        var failures = state.Cause == PauseCause.InDoubt ? state.Failures + 1 : 1;
        var length = LeastOpen * Math.Pow(2, Math.Min(failures - 1, 10));
        return state with
        {
            Cause = PauseCause.InDoubt,
            PausedUntil = now + (length < MostOpen ? length : MostOpen),
            Failures = failures,
            ProbeUntil = null,
            ProbeId = null,
            Reason = Unanswered,
        };
    }

    private static ClientState Throttle(ClientState state, CallReport.Throttled throttled, DateTimeOffset now)
    {
        var until = now + Within(throttled.RetryAfter ?? ThrottledUntold, LeastPause, MostRetryAfter);
        // Calls that were under way together are throttled together: one write says it all.
        var known = (state.Cause == PauseCause.InDoubt && !IsProbing(state, now)) || until - state.PausedUntil < LeastPause;
        return known
            ? state
            : new() { Cause = PauseCause.Throttled, PausedUntil = until, Reason = "ISC asked to slow down (429).", Draining = state.Draining || throttled.Kind == CallKind.Execute };
    }

    // Exponential, from 1 s to 60 s, with jitter over the upper half.
    private static ClientState Pause(ClientState state, string reason, TimeSpan? retryAfter, DateTimeOffset now, double random)
    {
        if (now < state.PausedUntil)
            return state;

        var failures = state.Cause == PauseCause.Unreachable ? state.Failures + 1 : 1;
        var ceiling = LeastPause * Math.Pow(2, Math.Min(failures, 10));
        if (ceiling > MostPause)
            ceiling = MostPause;
        var pause = ceiling * ((1 + random) / 2);
        if (retryAfter is { } least && least > pause)
            pause = Within(least, LeastPause, MostRetryAfter);
        return state with
        {
            Cause = PauseCause.Unreachable,
            PausedUntil = now + pause,
            Failures = failures,
            ProbeUntil = null,
            ProbeId = null,
            Reason = reason,
        };
    }

    private static TimeSpan Within(TimeSpan value, TimeSpan least, TimeSpan most) => value < least ? least : value > most ? most : value;
}
