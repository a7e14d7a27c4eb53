using System.Net;
using TriggerBridge.Benchmarks.Load;
using TriggerBridge.Benchmarks.Overload;

namespace TriggerBridge.Tests.Benchmarks;

public class OverloadFiguresTests
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(10);

    [Fact]
    public void Half_accepted_and_half_refused_at_once_is_what_is_wanted()
    {
        var figures = Figures(closedLoop: 10, [.. Accepted(100), .. Refused(100, milliseconds: 5)]);

        Assert.True(figures.KeptItsRate);
        Assert.All(figures.Requirements, requirement => Assert.True(requirement.IsMet, requirement.ToString()));
    }

    [Fact]
    public void What_is_answered_after_the_end_is_not_accepted_at_that_rate()
    {
        var figures = Figures(closedLoop: 10, [.. Accepted(89), .. Accepted(11, milliseconds: 11_000), .. Refused(100, milliseconds: 5)]);

        Assert.Equal(["at least 0.90 of the closed loop's rate accepted"], NotMet(figures));
        Assert.Equal(100, figures.Accepted.Count());
    }

    [Fact]
    public void Refusals_that_take_long_are_told()
    {
        var figures = Figures(closedLoop: 10, [.. Accepted(100), .. Refused(98, milliseconds: 5), .. Refused(2, milliseconds: 101)]);

        Assert.Equal(["at most 100 ms until a 503 (p99)"], NotMet(figures));
        Assert.Contains(figures.Lines(), line => line.StartsWith("503", StringComparison.Ordinal) && line.Contains("0.980", StringComparison.Ordinal));
    }

    [Fact]
    public void A_refusal_without_a_time_to_come_again_and_a_request_without_an_answer_are_told()
    {
        var figures = Figures(
            closedLoop: 10, [.. Accepted(100), Answer(HttpStatusCode.ServiceUnavailable, 5, hasRetryAfter: false), Answer(status: null, 5), Answer(HttpStatusCode.InternalServerError, 5)]);

        Assert.Equal(["at most 0 answers 503 without Retry-After", "at most 0 answers of another kind, or none"], NotMet(figures));
        Assert.Contains(figures.Lines(), line => line.StartsWith("other, or none", StringComparison.Ordinal) && line.Contains(" 2 ", StringComparison.Ordinal));
    }

    [Fact]
    public void Where_nothing_is_refused_there_is_no_time_of_it() =>
        Assert.DoesNotContain(Figures(closedLoop: 10, Accepted(100)).Requirements, requirement => requirement.Text.Contains("p99", StringComparison.Ordinal));

    [Fact]
    public void A_generator_that_was_late_itself_is_told()
    {
        var figures = Figures(closedLoop: 10, [.. Accepted(98), .. Accepted(2).Select(answer => answer with { Sent = answer.Due + TimeSpan.FromMilliseconds(101) })]);

        Assert.False(figures.KeptItsRate);
        Assert.Contains(figures.Lines(), line => line.StartsWith("The load generator could not keep its rate", StringComparison.Ordinal));
    }

    private static IEnumerable<string> NotMet(OverloadFigures figures) => figures.Requirements.Where(requirement => !requirement.IsMet).Select(requirement => requirement.Text);

    private static OverloadFigures Figures(double closedLoop, IReadOnlyList<OpenAnswer> answers) => new(closedLoop, PerSecond: 20, Length, answers);

    private static OpenAnswer[] Accepted(int count, double milliseconds = 50) => [.. Enumerable.Range(0, count).Select(_ => Answer(HttpStatusCode.Accepted, milliseconds))];

    private static OpenAnswer[] Refused(int count, double milliseconds) => [.. Enumerable.Range(0, count).Select(_ => Answer(HttpStatusCode.ServiceUnavailable, milliseconds))];

    private static OpenAnswer Answer(HttpStatusCode? status, double milliseconds, bool hasRetryAfter = true) => new()
    {
        DeliveryId = Guid.NewGuid().ToString(),
        Due = TimeSpan.Zero,
        Sent = TimeSpan.Zero,
        Answered = TimeSpan.FromMilliseconds(milliseconds),
        Status = status,
        HasRetryAfter = hasRetryAfter,
    };
}
