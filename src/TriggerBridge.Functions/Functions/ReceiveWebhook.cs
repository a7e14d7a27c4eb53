using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Flows.Receiving;
using TriggerBridge.Functions.Answers;
using TriggerBridge.Functions.Requests;

namespace TriggerBridge.Functions;

/// <summary><c>POST /api/hooks/{bridge}</c>: a sender's event, for which Zendesk may use other methods; also its test of the address, for which some use GET or OPTIONS.</summary>
public sealed class ReceiveWebhook(DeliveryPipeline pipeline, RequestReader reader)
{
    [Function(nameof(ReceiveWebhook))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", "put", "patch", "get", "delete", "options", Route = "hooks/{bridge}")] HttpRequest request,
        string bridge,
        CancellationToken cancellationToken)
    {
        if (await pipeline.TurnAwayAsync(bridge) is { } answer)
            return WebhookAnswer.For(answer);
        if (await reader.ReadAsync(request, cancellationToken) is not { } webhook)
            return WebhookAnswer.For(new ReceiveResult.TooLarge());

        return WebhookAnswer.For(await pipeline.ReceiveAsync(bridge, webhook, cancellationToken));
    }
}
