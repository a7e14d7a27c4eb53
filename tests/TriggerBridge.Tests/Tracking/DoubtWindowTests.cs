using TriggerBridge.Ledger;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Tracking;

namespace TriggerBridge.Tests.Tracking;

public sealed class DoubtWindowTests
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    [Fact]
    public void One_window_spans_from_the_earliest_attempt_to_now()
    {
        var window = Assert.Single(Over(Sample.Noon.AddMinutes(50), SentAt(30), SentAt(0), SentAt(40)));
        Assert.Equal(Sample.Noon - Margin, window.From);
        Assert.Equal(Sample.Noon.AddMinutes(50) + Margin, window.To);
        Assert.Equal(3, window.Doubts.Count);
    }

    [Fact]
    public void What_is_long_past_has_a_window_of_its_own()
    {
        var windows = Over(Sample.Noon.AddDays(1), SentAt(0), SentAt(24 * 60));
        Assert.Equal(
            [(Sample.Noon - Margin, Sample.Noon + Longest + Margin), (Sample.Noon.AddDays(1) - Margin, Sample.Noon.AddDays(1) + Margin)],
            windows.Select(window => (window.From, window.To)));
    }

    [Fact]
    public void All_unresolved_attempts_of_a_delivery_lie_in_its_window()
    {
        var twice = Sample.Claimed() with
        {
            Attempts =
            [
                Sample.Attempt(AttemptOutcome.InDoubt, 1),
                Sample.Attempt(AttemptOutcome.InDoubt, 2) with { StartedAt = Sample.Noon.AddHours(5) },
            ],
        };
        var window = Assert.Single(Over(Sample.Noon.AddDays(1), twice));
        Assert.Equal((Sample.Noon - Margin, Sample.Noon.AddHours(6) + Margin), (window.From, window.To));
    }

    private static IReadOnlyList<DoubtWindow> Over(DateTimeOffset now, params Delivery[] deliveries) =>
        DoubtWindow.Over(deliveries.Select(delivery => new Doubt(delivery, DoubtRule.Of(null, tenantIsReadable: true))), now, Margin, Longest);

    private static Delivery SentAt(int minute) => Sample.Claimed() with
    {
        Attempts = [Sample.Attempt(AttemptOutcome.InDoubt) with { StartedAt = Sample.Noon.AddMinutes(minute) }],
    };
}
