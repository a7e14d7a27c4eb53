using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TriggerBridge.Attempts;
using TriggerBridge.Bridges;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Attempts;

public sealed class RetryScheduleTests
{
    [Property]
    public Property Delays_lie_between_nothing_and_the_ceiling_of_their_attempt() => Prop.ForAll(
        Gen.Choose(1, 200).Two().ToArbitrary(), pair =>
    {
        var (attempt, percent) = (pair.Item1, Math.Min(pair.Item2 / 2, 99));
        var delay = RetrySchedule.Delay(Sample.Retry, attempt, retryAfter: null, percent / 100.0);
        var ceiling = Math.Min(5 * Math.Pow(2, attempt - 1), 3600);
        return delay >= TimeSpan.Zero && delay.TotalSeconds <= ceiling && Math.Abs(delay.TotalSeconds - (ceiling * percent / 100.0)) < 0.001;
    });

    [Property]
    public Property Retry_after_is_never_undercut() => Prop.ForAll(Gen.Choose(0, 10_000).ToArbitrary(), seconds =>
        RetrySchedule.Delay(Sample.Retry, 3, TimeSpan.FromSeconds(seconds), 0.5) >= TimeSpan.FromSeconds(seconds));

    [Property]
    public Property The_ceiling_doubles_until_the_longest_wait_and_never_falls() => Prop.ForAll(
        Gen.Choose(1, 3600).Two().ToArbitrary(), Gen.Choose(1, int.MaxValue - 1).ToArbitrary(), (pair, attempt) =>
    {
        var policy = new RetryPolicy(TimeSpan.FromSeconds(Math.Min(pair.Item1, pair.Item2)), TimeSpan.FromSeconds(Math.Max(pair.Item1, pair.Item2)), TimeSpan.FromDays(1));
        var (wait, next) = (Ceiling(policy, attempt), Ceiling(policy, attempt + 1));
        return wait >= policy.First && wait <= policy.Max && next >= wait && (next == policy.Max || next == wait * 2);

        static TimeSpan Ceiling(RetryPolicy policy, int attempt) => RetrySchedule.Delay(policy, attempt, retryAfter: null, random: 1);
    });

    [Property]
    public Property It_gives_up_exactly_where_the_next_attempt_would_come_too_late() => Prop.ForAll(Gen.Choose(0, 1_000_000).Two().ToArbitrary(), pair =>
    {
        var policy = Sample.Retry with { GiveUpAfter = TimeSpan.FromSeconds(pair.Item1) };
        return RetrySchedule.GivesUp(policy, Sample.Noon, Sample.Noon.AddSeconds(pair.Item2)) == (pair.Item2 > pair.Item1);
    });

    [Theory]
    [InlineData(6, false)]
    [InlineData(7, false)]
    [InlineData(8, true)]
    public void It_gives_up_by_the_age_of_the_delivery(int days, bool givesUp) =>
        Assert.Equal(givesUp, RetrySchedule.GivesUp(Sample.Retry, Sample.Noon, Sample.Noon.AddDays(days)));
}
