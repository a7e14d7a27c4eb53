using System.Diagnostics;
using TriggerBridge.Flows.Operations;

namespace TriggerBridge.Functions.Answers;

/// <summary>Polls as operators see them.</summary>
internal static class PollAnswers
{
    public static IResult For(IReadOnlyList<PollReport> polls) => TypedResults.Json(new List(polls, Continuation: null), ApiJson.Answers.PollList);

    public static Task<IResult> LinesAsync(IReadOnlyList<PollReport> polls, string function, CancellationToken cancellationToken) =>
        JsonLines.BeginAsync(polls.ToAsyncEnumerable(), ApiJson.Answers.PollReport, function, cancellationToken);

    public static IResult For(PollOutcome outcome) => outcome switch
    {
        PollOutcome.Done done => TypedResults.Json(done.Report, ApiJson.Answers.PollReport),
        PollOutcome.Previewed previewed => TypedResults.Json(previewed.Preview, ApiJson.Answers.PollPreview),
        PollOutcome.Unknown => Problem.NotFound("No bridge of this name has a poll."),
        PollOutcome.Invalid invalid => Problem.BadRequest(invalid.Reason),
        PollOutcome.NotReady notReady => Problem.Unavailable(notReady.Reason, notReady.RetryAfter),
        PollOutcome.Refused refused => Problem.Of(ProblemTypes.PollRefused, refused.Reason),
        PollOutcome.SourceFailed failed => Problem.Of(ProblemTypes.SourceFailed, failed.Reason),
        _ => throw new UnreachableException(),
    };

    /// <param name="Continuation">Always null: all polls fit into one answer.</param>
    internal sealed record List(IReadOnlyList<PollReport> Items, string? Continuation);
}
