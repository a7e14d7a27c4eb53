using System.Diagnostics;
using System.Text.Json.Serialization;
using TriggerBridge.Functions.Answers;
using TriggerBridge.Functions.Hosting;
using TriggerBridge.Replay;

namespace TriggerBridge.Functions;

/// <summary><c>POST /api/deliveries/{bridge}/{deliveryId}/replay</c>: sends one delivery again, with today's mapping.</summary>
internal static class ReplayDelivery
{
    public static async Task<IResult> RunAsync(
        string bridge, string deliveryId, HttpRequest request, DeliveryReplay replay, CancellationToken cancellationToken)
    {
        if (!DeliveryAddress.IsKeyPart(bridge) || !DeliveryAddress.IsKeyPart(deliveryId))
            return Problem.NotFound("There is no such delivery.");

        return await JsonBody.ReadAsync(request, ApiJson.Default.ReplayBody, cancellationToken) switch
        {
            JsonBody<ReplayBody>.Invalid invalid => Problem.BadRequest(invalid.Problem),
            JsonBody<ReplayBody>.Read { Value.By.Length: > ReplayOrder.LongestName } => ReplayAnswer.NameTooLong,
            JsonBody<ReplayBody>.Read { Value: var body } => ReplayAnswer.For(
                await replay.ReplayAsync(bridge, deliveryId, ReplayAnswer.Order(request, body.By, body.Force), cancellationToken)),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>May be left out.</summary>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record ReplayBody(string? By = null, bool Force = false);
}
