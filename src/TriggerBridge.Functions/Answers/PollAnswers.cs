using System.Diagnostics;
using TriggerBridge.Flows.Operations;

namespace TriggerBridge.Functions.Answers;

/// <summary>Polls as operators see them.</summary>
internal static class PollAnswers
{
    public static IResult For(IReadOnlyList<PollReport> polls) => TypedResults.Json(new List(polls), ApiJson.Answers.List);

    public static IResult For(PollOutcome outcome) => outcome switch
    {
        PollOutcome.Done done => TypedResults.Json(done.Report, ApiJson.Answers.PollReport),
        PollOutcome.Previewed previewed => TypedResults.Json(previewed.Preview, ApiJson.Answers.PollPreview),
        PollOutcome.Unknown => Problem.NotFound("No bridge of this name has a poll."),
        PollOutcome.Invalid invalid => Problem.BadRequest(invalid.Reason),
        PollOutcome.NotReady notReady => Problem.Unavailable(notReady.Reason, notReady.RetryAfter),
        PollOutcome.Refused refused => Problem.For(StatusCodes.Status409Conflict, "Not now", refused.Reason),
        PollOutcome.SourceFailed failed => Problem.For(StatusCodes.Status502BadGateway, "The source did not answer as it should", failed.Reason),
        _ => throw new UnreachableException(),
    };

    internal sealed record List(IReadOnlyList<PollReport> Polls);
}
