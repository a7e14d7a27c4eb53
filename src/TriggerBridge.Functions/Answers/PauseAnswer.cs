using TriggerBridge.Flows.Operations;

namespace TriggerBridge.Functions.Answers;

/// <summary>What an operator who pauses or resumes a bridge is answered with.</summary>
internal static class PauseAnswer
{
    public static IResult For(string bridge, PauseOutcome outcome) => outcome switch
    {
        PauseOutcome.Done done => TypedResults.Json(new Body(bridge, done.Pause), ApiJson.Answers.PauseBody),
        PauseOutcome.Refused refused => Problem.BadRequest(refused.Reason),
        PauseOutcome.Unknown => Problem.NotFound("There is no such bridge."),
        _ => throw new InvalidOperationException("A pause has no such outcome."),
    };

    /// <param name="Pause">Null where nothing is held back.</param>
    internal sealed record Body(string Bridge, PauseReport? Pause);
}
