using FsCheck;
using FsCheck.Fluent;
using TriggerBridge.Dispatch;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Dispatch;

public sealed class RetryScheduleTests
{
    [Fact]
    public void Delays_lie_between_nothing_and_the_ceiling_of_their_attempt() => Prop.ForAll(
        Gen.Choose(1, 200).Two().ToArbitrary(), pair =>
    {
        var (attempt, percent) = (pair.Item1, Math.Min(pair.Item2 / 2, 99));
        var delay = RetrySchedule.Delay(Sample.Retry, attempt, retryAfter: null, percent / 100.0);
        var ceiling = Math.Min(5 * Math.Pow(2, attempt - 1), 3600);
        return delay >= TimeSpan.Zero && delay.TotalSeconds <= ceiling && Math.Abs(delay.TotalSeconds - (ceiling * percent / 100.0)) < 0.001;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Retry_after_is_never_undercut() => Prop.ForAll(Gen.Choose(0, 10_000).ToArbitrary(), seconds =>
        RetrySchedule.Delay(Sample.Retry, 3, TimeSpan.FromSeconds(seconds), 0.5) >= TimeSpan.FromSeconds(seconds)).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(6, false)]
    [InlineData(7, false)]
    [InlineData(8, true)]
    public void It_gives_up_by_the_age_of_the_delivery(int days, bool givesUp) =>
        Assert.Equal(givesUp, RetrySchedule.GivesUp(Sample.Retry, Sample.Noon, Sample.Noon.AddDays(days)));
}
