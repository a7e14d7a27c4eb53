using System.Diagnostics;
using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Flows.Operations.Replay;
using TriggerBridge.Functions.Answers;
using TriggerBridge.Functions.Requests;

namespace TriggerBridge.Functions;

/// <summary><c>POST /api/deliveries/{bridge}/{deliveryId}/replay</c>: sends one delivery again, with today's mapping.</summary>
public sealed class ReplayDelivery(DeliveryReplay replay)
{
    [Function(nameof(ReplayDelivery))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "deliveries/{bridge}/{deliveryId}/replay")] HttpRequest request,
        string bridge,
        string deliveryId,
        CancellationToken cancellationToken)
    {
        if (!DeliveryAddress.IsKeyPart(bridge) || !DeliveryAddress.IsKeyPart(deliveryId))
            return Problem.NotFound("There is no such delivery.");

        return await JsonBody.ReadAsync(request, BodyJson.Default.ReplayBody, cancellationToken) switch
        {
            JsonBody<ReplayBody>.Invalid invalid => Problem.BadRequest(invalid.Problem),
            JsonBody<ReplayBody>.Read { Value: var body } => ReplayAnswer.For(
                await replay.ReplayAsync(bridge, deliveryId, ReplayAnswer.Order(request, body.Force), cancellationToken)),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>May be left out.</summary>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record ReplayBody(bool Force = false, string? Reason = null) : IActionBody;
}
