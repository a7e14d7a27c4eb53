using TriggerBridge.Pacing;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Pacing;

public sealed class ClientTransitionTests
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
        var paused = After(ClientState.Open, Throttled(retryAfter));

        Assert.Equal(Now.AddSeconds(expected), paused.PausedUntil);
        Assert.Equal(ClientStanding.Paused, paused.At(Now.AddSeconds(expected).AddTicks(-1)));
        Assert.Equal(ClientStanding.Draining, paused.At(Now.AddSeconds(expected)));
    }

    [Fact]
    public void A_pause_is_never_shortened()
    {
        var paused = After(ClientState.Open, Throttled(60));
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
        var state = ClientState.Open;
        var (now, last) = (Now, TimeSpan.Zero);
        for (var failure = 1; failure <= 12; failure++)
        {
            state = ClientTransition.Apply(state, Away, now, random);
            var pause = state.PausedUntil!.Value - now;
            Assert.InRange(pause, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
            Assert.True(pause > last || failure > 6);
            (now, last) = (state.PausedUntil.Value, pause);
            Assert.Equal(ClientStanding.ProbeDue, state.At(now));
        }

        Assert.True(last >= TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Calls_that_were_under_way_together_count_as_one_failure()
    {
        var paused = After(ClientState.Open, Away);
        Assert.Equal(paused, ClientTransition.Apply(paused, Away, Now.AddMilliseconds(300), 0.9));
    }

    [Fact]
    public void A_probe_that_succeeds_lets_the_backlog_go_and_the_end_of_the_backlog_opens()
    {
        var due = After(ClientState.Open, Away) with { PausedUntil = Now };
        var draining = After(due, Fine);
        Assert.Equal(ClientStanding.Draining, draining.At(Now));
        Assert.Equal(ClientStanding.Open, ClientTransition.EndDraining(draining, Now).At(Now));
    }

    [Fact]
    public void A_probe_in_doubt_is_a_probe_that_failed()
    {
        var due = After(ClientState.Open, Away) with { PausedUntil = Now };
        var again = After(due, new CallReport.InDoubt(CallKind.Execute));
        Assert.Equal(ClientStanding.Paused, again.At(Now));
        Assert.Equal(2, again.Failures);
    }

    [Fact]
    public void A_probe_that_is_out_holds_the_others_and_may_be_given_back()
    {
        var due = After(ClientState.Open, Away) with { PausedUntil = Now };
        var claimed = due with { ProbeUntil = Now.AddSeconds(90), ProbeId = "ours" };
        Assert.Equal(ClientStanding.Paused, claimed.At(Now));
        Assert.Equal(ClientStanding.ProbeDue, claimed.At(Now.AddSeconds(90)));
        Assert.Equal(ClientStanding.ProbeDue, ClientTransition.GiveBackProbe(claimed, "ours").At(Now));
        Assert.Equal(claimed, ClientTransition.GiveBackProbe(claimed, "another's"));
    }

    [Fact]
    public void A_pause_does_not_end_the_draining_of_an_earlier_one() =>
        Assert.False(ClientTransition.EndDraining(After(ClientState.Open, Throttled(5)), Now).At(Now) == ClientStanding.Open);

    [Fact]
    public void An_open_circuit_closes_by_a_read_and_by_nothing_else()
    {
        var open = ClientTransition.OpenCircuit(ClientState.Open, canRead: true, Now, 0.5);
        Assert.Equal(ClientStanding.CircuitOpen, open.At(Now.AddDays(1)));
        Assert.Equal(open, After(open, Fine));
        Assert.Equal(open, After(open, Away));
        Assert.Equal(open, After(open, Throttled(5)));
        Assert.Equal(ClientStanding.Draining, ClientTransition.CloseCircuit(open).At(Now));
    }

    [Fact]
    public void Without_a_credential_for_reading_a_circuit_is_a_pause_with_a_probe()
    {
        var paused = ClientTransition.OpenCircuit(ClientState.Open, canRead: false, Now, 0.5);
        Assert.Equal(ClientStanding.Paused, paused.At(Now));
        Assert.Equal(ClientStanding.ProbeDue, paused.At(Now.AddMinutes(1)));
    }

    private static CallReport.Throttled Throttled(int? seconds) =>
        new(CallKind.Execute, seconds is { } value ? TimeSpan.FromSeconds(value) : null);

    private static ClientState After(ClientState state, CallReport report) => ClientTransition.Apply(state, report, Now, 0.5);
}
