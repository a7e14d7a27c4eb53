using TriggerBridge.Functions.Answers;
using TriggerBridge.Functions.Hosting;
using TriggerBridge.Ledger;

namespace TriggerBridge.Functions;

/// <summary><c>GET /api/deliveries/{bridge}/{deliveryId}</c>: one delivery with its attempts.</summary>
internal static class GetDelivery
{
    public static async Task<IResult> RunAsync(string bridge, string deliveryId, DeliveryLedger ledger, CancellationToken cancellationToken)
    {
        if (!DeliveryAddress.IsKeyPart(bridge) || !DeliveryAddress.IsKeyPart(deliveryId))
            return Problem.NotFound("There is no such delivery.");

        return await ledger.FindAsync(bridge, deliveryId, cancellationToken) is DeliveryLookup.Found found
            ? DeliveryAnswers.For(found.Delivery)
            : Problem.NotFound("There is no such delivery.");
    }
}
