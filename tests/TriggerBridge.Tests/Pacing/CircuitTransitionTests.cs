using TriggerBridge.Pacing;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Pacing;

public sealed class CircuitTransitionTests
{
    private static readonly DateTimeOffset Now = Sample.Noon;
    private static readonly CallReport Away = new CallReport.Unreachable(CallKind.Execute, "no connection", null);
    private static readonly CallReport Fine = new CallReport.Fine(CallKind.Execute);

    [Theory]
    [InlineData(null, 10)]
    [InlineData(0, 1)]
    [InlineData(30, 30)]
    [InlineData(7200, 3600)]
    public void Throttling_pauses_for_as_long_as_ISC_says_within_reason(int? retryAfter, int expected)
    {
        var paused = After(ClientState.Undisturbed, Throttled(retryAfter));

        Assert.Equal(Now.AddSeconds(expected), paused.PausedUntil);
        Assert.Equal(CircuitState.Paused, paused.At(Now.AddSeconds(expected).AddTicks(-1)));
        Assert.Equal(CircuitState.Draining, paused.At(Now.AddSeconds(expected)));
    }

    [Fact]
    public void A_pause_is_never_shortened()
    {
        var paused = After(ClientState.Undisturbed, Throttled(60));
        Assert.Equal(paused, After(paused, Throttled(5)));
        Assert.Equal(paused, After(paused, Away));
        Assert.Equal(paused, After(paused, Fine));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(0.999)]
    public void Each_probe_that_fails_pauses_longer_from_one_second_to_sixty(double random)
    {
        var state = ClientState.Undisturbed;
        var (now, last) = (Now, TimeSpan.Zero);
        for (var failure = 1; failure <= 12; failure++)
        {
            state = CircuitTransition.Apply(state, Away, now, random);
            var pause = state.PausedUntil!.Value - now;
            Assert.InRange(pause, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
            Assert.True(pause > last || failure > 6);
            (now, last) = (state.PausedUntil.Value, pause);
            Assert.Equal(CircuitState.HalfOpen, state.At(now));
        }

        Assert.True(last >= TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Calls_that_were_under_way_together_count_as_one_failure()
    {
        var paused = After(ClientState.Undisturbed, Away);
        Assert.Equal(paused, CircuitTransition.Apply(paused, Away, Now.AddMilliseconds(300), 0.9));
    }

    [Fact]
    public void A_probe_that_succeeds_lets_the_backlog_go_and_the_end_of_the_backlog_opens()
    {
        var due = After(ClientState.Undisturbed, Away) with { PausedUntil = Now };
        var draining = After(due, Fine);
        Assert.Equal(CircuitState.Draining, draining.At(Now));
        Assert.Equal(CircuitState.Closed, CircuitTransition.EndDraining(draining, Now).At(Now));
    }

    [Fact]
    public void A_probe_in_doubt_is_a_probe_that_failed()
    {
        var due = After(ClientState.Undisturbed, Away) with { PausedUntil = Now };
        var again = After(due, new CallReport.InDoubt(CallKind.Execute));
        Assert.Equal(CircuitState.Paused, again.At(Now));
        Assert.Equal(2, again.Failures);
    }

    [Fact]
    public void A_probe_that_is_out_holds_the_others_and_may_be_given_back()
    {
        var due = After(ClientState.Undisturbed, Away) with { PausedUntil = Now };
        var claimed = due with { ProbeUntil = Now.AddSeconds(90), ProbeId = "ours" };
        Assert.Equal(CircuitState.Paused, claimed.At(Now));
        Assert.Equal(CircuitState.HalfOpen, claimed.At(Now.AddSeconds(90)));
        Assert.Equal(CircuitState.HalfOpen, CircuitTransition.GiveBackProbe(claimed, "ours").At(Now));
        Assert.Equal(claimed, CircuitTransition.GiveBackProbe(claimed, "another's"));
    }

    [Fact]
    public void A_pause_does_not_end_the_draining_of_an_earlier_one() =>
        Assert.False(CircuitTransition.EndDraining(After(ClientState.Undisturbed, Throttled(5)), Now).At(Now) == CircuitState.Closed);

    [Fact]
    public void Before_its_probe_an_open_circuit_closes_by_a_read_and_by_nothing_else()
    {
        var open = CircuitTransition.OpenCircuit(ClientState.Undisturbed, canRead: true, Now, 0.5);
        Assert.Equal(CircuitState.Open, open.At(Now.AddMinutes(10).AddTicks(-1)));
        Assert.Equal(open, After(open, Fine));
        Assert.Equal(open, After(open, Away));
        Assert.Equal(open, After(open, Throttled(5)));
        Assert.Equal(CircuitState.Draining, CircuitTransition.CloseCircuit(open).At(Now));
    }

    [Fact]
    public void A_circuit_that_no_read_closes_wants_a_probe_after_ten_minutes_and_ever_later_up_to_an_hour()
    {
        var state = CircuitTransition.OpenCircuit(ClientState.Undisturbed, canRead: true, Now, 0.5);
        var now = Now;
        foreach (var minutes in new[] { 10, 20, 40, 60, 60 })
        {
            now = now.AddMinutes(minutes);
            Assert.Equal(CircuitState.Open, state.At(now.AddTicks(-1)));
            Assert.Equal(CircuitState.HalfOpen, state.At(now));
            Assert.Equal(CircuitState.Open, (state with { ProbeUntil = now.AddSeconds(15), ProbeId = "ours" }).At(now));
            Assert.Equal(CircuitState.Draining, CircuitTransition.Apply(state, Fine, now, 0.5).At(now));
            state = CircuitTransition.Apply(state, new CallReport.InDoubt(CallKind.Execute), now, 0.5);
        }
    }

    [Fact]
    public void A_circuit_of_before_probes_had_a_time_wants_one_at_once() =>
        Assert.Equal(CircuitState.HalfOpen, new ClientState { Cause = PauseCause.InDoubt }.At(Now));

    [Fact]
    public void Without_a_credential_for_reading_a_circuit_is_a_pause_with_a_probe()
    {
        var paused = CircuitTransition.OpenCircuit(ClientState.Undisturbed, canRead: false, Now, 0.5);
        Assert.Equal(CircuitState.Paused, paused.At(Now));
        Assert.Equal(CircuitState.HalfOpen, paused.At(Now.AddMinutes(1)));
    }

    private static CallReport.Throttled Throttled(int? seconds) =>
        new(CallKind.Execute, seconds is { } value ? TimeSpan.FromSeconds(value) : null);

    private static ClientState After(ClientState state, CallReport report) => CircuitTransition.Apply(state, report, Now, 0.5);
}
