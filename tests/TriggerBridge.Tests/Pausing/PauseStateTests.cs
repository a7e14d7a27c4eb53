using TriggerBridge.Pausing;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Pausing;

public sealed class PauseStateTests
{
    private static readonly DateTimeOffset Noon = Sample.Noon;

    [Fact]
    public void Pause_ends_by_a_person_or_by_itself_whichever_is_first()
    {
        var paused = PauseState.None.Pause(Order(until: Noon.AddHours(2)), Noon);

        Assert.True(paused.IsPaused(Noon.AddHours(1)));
        Assert.False(paused.IsDraining(Noon.AddHours(1)));
        Assert.True(paused.IsDraining(Noon.AddHours(2)));
        var resumed = paused.Resume("ann", Noon.AddHours(1));
        Assert.True(resumed.IsDraining(Noon.AddHours(1)));
        Assert.Equal("ann", resumed.ResumedBy);
        Assert.Same(resumed, resumed.Resume("bob", Noon.AddHours(3)));
    }

    [Fact]
    public void Only_what_has_ended_can_be_drained()
    {
        var paused = PauseState.None.Pause(Order(), Noon);

        Assert.Same(paused, paused.Drained(Noon.AddHours(1)));
        Assert.Null(paused.Resume(by: "ann", Noon.AddHours(1)).Drained(Noon.AddHours(1)).Latest);
        Assert.Same(PauseState.None, PauseState.None.Resume(by: "ann", Noon));
    }

    [Fact]
    public void A_changed_pause_goes_on_since_the_first_one()
    {
        var changed = PauseState.None.Pause(Order(), Noon).Pause(Order(refuse: true), Noon.AddHours(1));

        Assert.Equal((Noon, true), (changed.Latest!.Since, changed.Refuses(Noon.AddHours(2))));
        Assert.Empty(changed.Past);
    }

    [Fact]
    public void A_second_pause_before_the_backlog_is_sent_is_another_one()
    {
        var again = PauseState.None.Pause(Order(), Noon).Resume(by: "ann", Noon.AddHours(1)).Pause(Order(), Noon.AddHours(3));

        Assert.Null(again.ResumedAt);
        Assert.Equal(Noon.AddHours(3), again.Latest!.Since);
        Assert.Equal(TimeSpan.FromHours(2), again.PausedWithin(Noon, Noon.AddHours(4)));
    }

    [Theory]
    [InlineData(-5, 10, 3)]
    [InlineData(1, 10, 2)]
    [InlineData(1, 2, 1)]
    [InlineData(2, 6, 1)]
    [InlineData(4, 5, 0)]
    public void Only_the_paused_part_of_a_span_counts(int from, int to, int hours)
    {
        var state = PauseState.None.Pause(Order(), Noon).Resume(by: "ann", Noon.AddHours(3)).Drained(Noon.AddHours(3));

        Assert.Equal(TimeSpan.FromHours(hours), state.PausedWithin(Noon.AddHours(from), Noon.AddHours(to)));
    }

    [Fact]
    public void Of_many_pauses_the_oldest_become_one()
    {
        var state = PauseState.None;
        for (var i = 0; i < 30; i++)
            state = state.Pause(Order(), Noon.AddHours(2 * i)).Resume(by: "ann", Noon.AddHours((2 * i) + 1)).Drained(Noon.AddHours((2 * i) + 1));

        Assert.Equal(PauseState.MostPast, state.Past.Count);
        Assert.Equal(Noon, state.Past[0].From);
        Assert.Equal(TimeSpan.FromHours(1), state.PausedWithin(Noon.AddHours(58), Noon.AddHours(100)));
    }

    private static PauseOrder Order(DateTimeOffset? until = null, bool refuse = false) => new() { Reason = "a test", Until = until, Refuse = refuse };
}
