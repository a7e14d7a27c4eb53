using TriggerBridge.Flows.Operations;

namespace TriggerBridge.Functions.Answers;

/// <summary>What an operator is answered who asks what has changed in a bridge's events.</summary>
internal static class DriftAnswer
{
    /// <param name="report">Null: there is no such bridge.</param>
    public static IResult For(EventDriftReport? report) =>
        report is null ? Problem.NotFound("There is no such bridge.") : TypedResults.Json(report, ApiJson.Answers.EventDriftReport);
}
