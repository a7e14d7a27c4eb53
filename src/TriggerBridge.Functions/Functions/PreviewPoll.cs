using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Flows.Operations;
using TriggerBridge.Functions.Answers;

namespace TriggerBridge.Functions;

/// <summary><c>POST /api/polls/{bridge}/preview</c>: one page of the source, mapped; nothing is recorded.</summary>
public sealed class PreviewPoll(PollOperations polls)
{
    [Function(nameof(PreviewPoll))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "polls/{bridge}/preview")] HttpRequest request,
        string bridge,
        CancellationToken cancellationToken) =>
        PollAnswers.For(await polls.PreviewAsync(bridge, cancellationToken));
}
