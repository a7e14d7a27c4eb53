using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Functions.Answers;
using TriggerBridge.Functions.Requests;
using TriggerBridge.Ledger;
using TriggerBridge.Operators;

namespace TriggerBridge.Functions;

/// <summary><c>GET /api/deliveries/{bridge}/{deliveryId}/payload</c>: what came in and what goes out, masked; with <c>?plain=true</c> as it is.</summary>
public sealed class GetPayload(DeliveryLedger ledger)
{
    internal static readonly FlagParameter Plain = new("plain", "As it is, which needs Deliveries.Operate and is written down.");

    [Function(nameof(GetPayload))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "deliveries/{bridge}/{deliveryId}/payload")] HttpRequest request,
        string bridge,
        string deliveryId,
        CancellationToken cancellationToken)
    {
        var plain = Plain.Of(request);
        if (plain && !request.Operator().May(OperatorRole.DeliveriesOperate))
            return Problem.Forbidden($"To see it as it is needs the role {OperatorRole.DeliveriesOperate.Name()}.");
        if (!DeliveryAddress.IsKeyPart(bridge) || !DeliveryAddress.IsKeyPart(deliveryId))
            return Problem.NotFound("There is no such delivery.");

        return await ledger.FindAsync(bridge, deliveryId, withPayload: true, cancellationToken) switch
        {
            DeliveryLookup.Found { Payload: { } payload } => PayloadAnswer.For(request.HttpContext, payload, plain),
            DeliveryLookup.Found => Problem.NotFound("Its content was not kept."),
            _ => Problem.NotFound("There is no such delivery."),
        };
    }
}
