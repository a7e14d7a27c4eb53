using TriggerBridge.Functions.Answers;
using TriggerBridge.Functions.Hosting;

namespace TriggerBridge.Functions;

/// <summary><c>POST /api/hooks/{bridge}</c>: a sender's event; also its test of the address, for which some use GET or OPTIONS.</summary>
internal static class ReceiveWebhook
{
    public static async Task<IResult> RunAsync(
        string bridge, HttpRequest request, DeliveryPipeline pipeline, RequestReader reader, CancellationToken cancellationToken)
    {
        if (!pipeline.Knows(bridge))
            return WebhookAnswer.For(new ReceiveResult.UnknownBridge());
        if (await reader.ReadAsync(request, cancellationToken) is not { } webhook)
            return WebhookAnswer.For(new ReceiveResult.TooLarge());

        return WebhookAnswer.For(await pipeline.ReceiveAsync(bridge, webhook, cancellationToken));
    }
}
