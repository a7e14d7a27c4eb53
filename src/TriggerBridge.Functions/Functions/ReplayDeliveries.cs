using System.Diagnostics;
using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Flows.Operations.Replay;
using TriggerBridge.Functions.Answers;
using TriggerBridge.Functions.Requests;

namespace TriggerBridge.Functions;

/// <summary><c>POST /api/deliveries/replay</c>: sends again all deliveries of a status that were received in a span of time.</summary>
public sealed class ReplayDeliveries(BulkReplay replay)
{
    [Function(nameof(ReplayDeliveries))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "deliveries/replay")] HttpRequest request, CancellationToken cancellationToken) =>
        await JsonBody.ReadAsync(request, BodyJson.Default.BulkReplayBody, cancellationToken) switch
        {
            JsonBody<BulkReplayBody>.Invalid invalid => Problem.BadRequest(invalid.Problem),
            JsonBody<BulkReplayBody>.Read { Value: var body } => await ReplayAsync(request, body, cancellationToken),
            _ => throw new UnreachableException(),
        };

    private async Task<IResult> ReplayAsync(HttpRequest request, BulkReplayBody body, CancellationToken cancellationToken)
    {
        if (!StatusName.TryParse(body.Status, out var status))
            return Problem.BadRequest(StatusName.Problem(body.Status));
        if (body.Bridge is { } bridge && !DeliveryAddress.IsKeyPart(bridge))
            return Problem.BadRequest("'bridge' must be the name of a bridge.");
        if (body.From > body.To)
            return Problem.BadRequest("'from' must not be later than 'to'.");

        var order = new BulkReplayOrder
        {
            Bridge = body.Bridge,
            Status = status,
            From = body.From,
            To = body.To,
            DryRun = body.DryRun,
            Continuation = body.Continuation,
            Order = ReplayAnswer.Order(request, body.Force),
        };
        try
        {
            var report = await replay.RunAsync(order, cancellationToken);
            request.Audit().Count = order.DryRun ? 0 : report.Replayed;
            return TypedResults.Json(report, ApiJson.Answers.BulkReplayReport);
        }
        catch (FormatException wrong)
        {
            return Problem.Of(ProblemTypes.InvalidContinuation, wrong.Message);
        }
    }

    /// <summary>An unknown key is an error: a misspelt <c>dryRun</c> must not replay anything.</summary>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record BulkReplayBody : IActionBody
    {
        public string? Bridge { get; init; }
        public string? Status { get; init; }
        public DateTimeOffset? From { get; init; }
        public DateTimeOffset? To { get; init; }
        public bool DryRun { get; init; }
        public bool Force { get; init; }
        public string? Continuation { get; init; }
        public string? Reason { get; init; }
    }
}
