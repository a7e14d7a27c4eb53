using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Flows.Operations;
using TriggerBridge.Functions.Answers;

namespace TriggerBridge.Functions;

/// <summary><c>POST /api/bridges/{bridge}/resume</c>: ends a pause; what waited is sent, oldest first.</summary>
public sealed class ResumeBridge(PauseOperations pauses)
{
    [Function(nameof(ResumeBridge))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "bridges/{bridge}/resume")] HttpRequest request, string bridge, CancellationToken cancellationToken) =>
        await OperatorBody.ReadAsync(request, async by => PauseAnswer.For(bridge, await pauses.ResumeAsync(bridge, by)), cancellationToken);
}
