using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Flows.Operations;
using TriggerBridge.Functions.Answers;

namespace TriggerBridge.Functions;

/// <summary><c>POST /api/bridges/{bridge}/drift/accept</c>: what its events look like now is as it should be.</summary>
public sealed class AcceptDrift(DriftOperations drift)
{
    [Function(nameof(AcceptDrift))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "bridges/{bridge}/drift/accept")] HttpRequest request, string bridge, CancellationToken cancellationToken) =>
        await OperatorBody.ReadAsync(request, async by => DriftAnswer.For(await drift.AcceptAsync(bridge, by, cancellationToken)), cancellationToken);
}
