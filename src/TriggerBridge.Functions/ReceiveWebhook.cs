using Microsoft.Extensions.Options;
using TriggerBridge.Functions.Answers;
using TriggerBridge.Functions.Hosting;

namespace TriggerBridge.Functions;

/// <summary><c>POST /api/hooks/{bridge}</c>: a sender's event.</summary>
internal static class ReceiveWebhook
{
    public static async Task<IResult> RunAsync(
        string bridge, HttpRequest request, DeliveryPipeline pipeline, IOptions<WebhookOptions> options, CancellationToken cancellationToken)
    {
        if (!pipeline.Knows(bridge))
            return WebhookAnswer.For(new ReceiveResult.UnknownBridge());
        if (await RequestReader.ReadAsync(request, options.Value.MaxBodyBytes, cancellationToken) is not { } webhook)
            return WebhookAnswer.For(new ReceiveResult.TooLarge());

        return WebhookAnswer.For(await pipeline.ReceiveAsync(bridge, webhook, cancellationToken));
    }
}
