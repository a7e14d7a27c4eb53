using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Flows.Operations;
using TriggerBridge.Functions.Answers;
using TriggerBridge.Functions.Requests;

namespace TriggerBridge.Functions;

/// <summary><c>POST /api/deliveries/{bridge}/{deliveryId}/skip</c>: those go on that wait for a dead letter of their key.</summary>
public sealed class SkipDelivery(LineOperations lines)
{
    [Function(nameof(SkipDelivery))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "deliveries/{bridge}/{deliveryId}/skip")] HttpRequest request,
        string bridge,
        string deliveryId,
        CancellationToken cancellationToken)
    {
        if (!DeliveryAddress.IsKeyPart(bridge) || !DeliveryAddress.IsKeyPart(deliveryId))
            return Problem.NotFound("There is no such delivery.");

        return await OperatorBody.ReadAsync(
            request, async by => AnswerTo(await lines.SkipAsync(bridge, deliveryId, by, cancellationToken)), cancellationToken);
    }

    private static IResult AnswerTo(SkipResult result) => result switch
    {
        SkipResult.Skipped skipped => DeliveryAnswers.For(skipped.Delivery),
        SkipResult.Missing => Problem.NotFound("There is no such delivery."),
        SkipResult.Refused refused => Problem.Of(ProblemTypes.SkipRefused, refused.Reason),
        _ => throw new InvalidOperationException("A skip has no such result."),
    };
}
