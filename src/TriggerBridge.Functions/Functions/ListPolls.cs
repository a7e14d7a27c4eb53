using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Flows.Operations;
using TriggerBridge.Functions.Answers;

namespace TriggerBridge.Functions;

/// <summary><c>GET /api/polls</c>: how each poll stands, and what the webhooks beside them missed.</summary>
public sealed class ListPolls(PollOperations polls)
{
    [Function(nameof(ListPolls))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "polls")] HttpRequest request, CancellationToken cancellationToken)
    {
        var all = await polls.ListAsync(cancellationToken);
        return JsonLines.AreWanted(request) ? await PollAnswers.LinesAsync(all, nameof(ListPolls), cancellationToken) : PollAnswers.For(all);
    }
}
