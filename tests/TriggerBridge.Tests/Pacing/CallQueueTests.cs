using TriggerBridge.Pacing;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Pacing;

public sealed class CallQueueTests
{
    private readonly ManualClock _time = new();
    private readonly CallQueue _queue;

    public CallQueueTests() => _queue = new CallQueue(_time);

    [Fact]
    public void A_call_counts_from_its_answer_and_without_one_from_a_second_after_its_permit()
    {
        var answered = Take();
        Take();
        _time.Advance(TimeSpan.FromMilliseconds(400));
        answered.Answered();

        Assert.Equal(TimeSpan.FromSeconds(10), Wait(share: 2));
        Assert.Equal(TimeSpan.FromSeconds(10.6), Wait(share: 1));
        // An answer that comes later makes no difference.
        _time.Advance(TimeSpan.FromSeconds(5));
        answered.Answered();
        Assert.Equal(TimeSpan.FromSeconds(5), Wait(share: 2));
    }

    [Fact]
    public void A_call_that_leaves_long_after_its_permit_counts_from_then()
    {
        var call = Take();
        _time.Advance(TimeSpan.FromSeconds(8));
        Assert.True(call.TryLeave());

        Assert.Equal(TimeSpan.FromSeconds(11), Wait(share: 1));
    }

    [Theory]
    [InlineData(false, 10)]
    [InlineData(true, 10.9)]
    public void A_call_that_is_given_up_may_still_be_on_its_way_if_it_has_left(bool hasLeft, double seconds)
    {
        var call = Take();
        if (hasLeft) Assert.True(call.TryLeave());
        _time.Advance(TimeSpan.FromMilliseconds(100));
        call.GiveUp();

        Assert.Equal(TimeSpan.FromSeconds(seconds), Wait(share: 1));
    }

    [Fact]
    public void A_call_whose_permit_has_lapsed_does_not_leave()
    {
        var call = Take();
        _time.Advance(TimeSpan.FromSeconds(11));

        Assert.False(call.TryLeave());
        Assert.Equal(TimeSpan.Zero, Wait(share: 1));
    }

    [Fact]
    public void Who_comes_later_waits_for_those_before_also_where_all_are_beyond_the_calls_that_are_known()
    {
        Take().Answered();
        Take().Answered();
        var places = Enumerable.Range(0, 5).Select(_ => _queue.Enter()).ToList();
        Assert.Equal([10, 10, 20, 20, 30], places.Select(place => place.Wait(share: 2).TotalSeconds));

        places[0].Dispose();
        Assert.Equal([10, 10, 20, 20], places.Skip(1).Select(place => place.Wait(share: 2).TotalSeconds));
        Assert.Equal([0, 10, 10, 20], places.Skip(1).Select(place => place.Wait(share: 3).TotalSeconds));
    }

    [Fact]
    public void Whoever_waits_is_told_when_it_may_be_sooner()
    {
        var call = Take();
        var changed = _queue.Changed;
        Assert.False(changed.IsCompleted);
        call.Answered();
        Assert.True(changed.IsCompleted);
        Assert.False(_queue.Changed.IsCompleted);
    }

    private CallQueue.PacedCall Take()
    {
        using var place = _queue.Enter();
        return place.Take();
    }

    private TimeSpan Wait(int share)
    {
        using var place = _queue.Enter();
        return place.Wait(share);
    }
}
