using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Flows.Operations.Preview;
using TriggerBridge.Flows.Receiving;
using TriggerBridge.Functions.Answers;
using TriggerBridge.Functions.Requests;

namespace TriggerBridge.Functions;

/// <summary><c>POST /api/bridges/{bridge}/preview</c>: what a bridge makes of a sample event; <c>?test=true</c>: and what its workflow receives.</summary>
public sealed class PreviewEvent(BridgePreviewer previewer, RequestReader reader)
{
    internal static readonly FlagParameter Test = new("test", "Also sends each input to the workflow's test address, and tells what it received. All other keys belong to the sample.");

    [Function(nameof(PreviewEvent))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "bridges/{bridge}/preview")] HttpRequest request,
        string bridge,
        CancellationToken cancellationToken)
    {
        if (await reader.ReadAsync(request, cancellationToken) is not { } sample)
            return WebhookAnswer.For(new ReceiveResult.TooLarge());

        // Ours, and no part of the sender's address.
        var query = sample.Query.Where(field => field.Key != Test.Name).ToDictionary(StringComparer.Ordinal);
        return await previewer.PreviewAsync(bridge, sample with { Query = query }, Test.Of(request), cancellationToken) switch
        {
            PreviewResult.Previewed previewed => TypedResults.Json(previewed.Report, ApiJson.Answers.PreviewReport),
            PreviewResult.OnlyPolls => Problem.NotFound($"{bridge} has no webhook: POST /api/polls/{bridge}/preview shows what comes of its items."),
            PreviewResult.Unusable unusable => WebhookAnswer.For(unusable.Answer),
            _ => throw new InvalidOperationException("A preview has no such result."),
        };
    }
}
