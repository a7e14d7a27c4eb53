using TriggerBridge.Flows.Operations.Replay;
using TriggerBridge.Functions.Requests;

namespace TriggerBridge.Functions.Answers;

/// <summary>What an operator who asks for a replay is answered with.</summary>
internal static class ReplayAnswer
{
    public static ReplayOrder Order(HttpRequest request, bool force) => new()
    {
        By = request.Operator().Name,
        Force = force,
    };

    public static IResult For(ReplayResult result) => result switch
    {
        ReplayResult.Replayed replayed => DeliveryAnswers.For(replayed.Delivery, StatusCodes.Status202Accepted),
        ReplayResult.Missing => Problem.NotFound("There is no such delivery."),
        ReplayResult.NotReady notReady => Problem.Unavailable(notReady.Reason, notReady.RetryAfter),
        ReplayResult.NotMappable notMappable => Problem.Of(ProblemTypes.MappingFailed, notMappable.Reason),
        ReplayResult.Refused refused => Problem.Of(ProblemTypes.ReplayRefused, refused.Reason),
        _ => throw new InvalidOperationException("A replay has no such result."),
    };
}
