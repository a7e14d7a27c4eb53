using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Flows.Operations;
using TriggerBridge.Functions.Answers;

namespace TriggerBridge.Functions;

/// <summary><c>POST /api/polls/{bridge}/run</c>: runs a poll now, due or not.</summary>
public sealed class RunPoll(PollOperations polls)
{
    [Function(nameof(RunPoll))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "polls/{bridge}/run")] HttpRequest request,
        string bridge,
        CancellationToken cancellationToken) =>
        await OperatorBody.ReadAsync(request, async _ => PollAnswers.For(await polls.RunAsync(bridge, cancellationToken)), cancellationToken);
}
