using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Functions.Answers;
using TriggerBridge.Functions.Requests;
using TriggerBridge.Ledger;

namespace TriggerBridge.Functions;

/// <summary><c>GET /api/deliveries/{bridge}/{deliveryId}</c>: one delivery with its attempts.</summary>
public sealed class GetDelivery(DeliveryLedger ledger)
{
    [Function(nameof(GetDelivery))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "deliveries/{bridge}/{deliveryId}")] HttpRequest request,
        string bridge,
        string deliveryId,
        CancellationToken cancellationToken)
    {
        if (!DeliveryAddress.IsKeyPart(bridge) || !DeliveryAddress.IsKeyPart(deliveryId))
            return Problem.NotFound("There is no such delivery.");

        return await ledger.FindAsync(bridge, deliveryId, cancellationToken) is DeliveryLookup.Found found
            ? DeliveryAnswers.For(found.Delivery)
            : Problem.NotFound("There is no such delivery.");
    }
}
