using TriggerBridge.Benchmarks.Load;
using TriggerBridge.Benchmarks.Measures;
using static System.FormattableString;

namespace TriggerBridge.Benchmarks.Overload;

/// <summary>What the answers to an overload say.</summary>
/// <param name="ClosedLoop">Deliveries a second that the app takes when each next one waits for an answer.</param>
/// <param name="PerSecond">How many were sent.</param>
/// <param name="Length">For how long.</param>
/// <param name="Answers">To all of them.</param>
internal sealed record OverloadFigures(double ClosedLoop, int PerSecond, TimeSpan Length, IReadOnlyList<OpenAnswer> Answers)
{
    private const double LeastShareAccepted = 0.9;
    private const double MostMillisecondsRefused = 100;
    private const double MostMillisecondsLate = 100;

    public IEnumerable<OpenAnswer> Accepted => Answers.Where(answer => answer.IsAccepted);

    /// <summary>Where the load generator was late itself, the answers say little of the app.</summary>
    public bool KeptItsRate => Late(0.99) <= MostMillisecondsLate;

    public IReadOnlyList<Requirement> Requirements =>
    [
        Requirement.AtLeast(LeastShareAccepted, "of the closed loop's rate accepted", AcceptedPerSecond / ClosedLoop),
        .. Refused.Any()
            ? (Requirement[])[Requirement.AtMost(MostMillisecondsRefused, "ms until a 503 (p99)", Refused.Select(answer => answer.Milliseconds).Percentile(0.99), "0")]
            : [],
        Requirement.AtMost(0, "answers 503 without Retry-After", Refused.Count(answer => !answer.HasRetryAfter), "0"),
        Requirement.AtMost(0, "answers of another kind, or none", Others.Count(), "0"),
    ];

    public IEnumerable<string> Lines() =>
    [
        Invariant($"Closed loop: {ClosedLoop:0}/s. Sent: {PerSecond}/s for {Length.TotalSeconds:0} s, late by {Late(0.5):0.0} ms (p50), {Late(0.99):0.0} (p99), {Late(1):0.0} at most."),
        .. KeptItsRate ? (string[])[] : ["The load generator could not keep its rate: take these figures for nothing."],
        "",
        "                  count   per second   share under 100 ms   p50 ms   p99 ms   largest ms",
        Line("202, started", Accepted.Where(answer => answer.IsStarted)),
        Line("202, waiting", Accepted.Where(answer => !answer.IsStarted)),
        Line("503", Refused),
        Line("other, or none", Others),
    ];

    private IEnumerable<OpenAnswer> Refused => Answers.Where(answer => answer.IsRefused);

    private IEnumerable<OpenAnswer> Others => Answers.Where(answer => !answer.IsAccepted && !answer.IsRefused);

    // What was answered after the end was accepted, too, but not at this rate.
    private double AcceptedPerSecond => Accepted.Count(answer => answer.Answered <= Length) / Length.TotalSeconds;

    private double Late(double share) => Answers.Select(answer => answer.MillisecondsLate).Percentile(share);

    private string Line(string name, IEnumerable<OpenAnswer> answers)
    {
        var milliseconds = answers.Select(answer => answer.Milliseconds).ToList();
        var count = Invariant($"{name,-14}{milliseconds.Count,9}{milliseconds.Count / Length.TotalSeconds,13:0}");
        return milliseconds.Count == 0 ? count : count
            + Invariant($"{(double)milliseconds.Count(each => each <= MostMillisecondsRefused) / milliseconds.Count,21:0.000}")
            + Invariant($"{milliseconds.Percentile(0.5),9:0}{milliseconds.Percentile(0.99),9:0}{milliseconds.Max(),13:0}");
    }
}
