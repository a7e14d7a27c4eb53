using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Flows.Operations;
using TriggerBridge.Functions.Answers;

namespace TriggerBridge.Functions;

/// <summary><c>POST /api/bridges/{bridge}/pair</c>: takes the secret that its sender brings, for 15 minutes. Sources can be paired as well.</summary>
public sealed class PairBridge(PairOperations pairings)
{
    [Function(nameof(PairBridge))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "bridges/{bridge}/pair")] HttpRequest request, string bridge, CancellationToken cancellationToken) =>
        await OperatorBody.ReadAsync(request, async by => PairingAnswer.For(request.HttpContext, bridge, await pairings.BeginAsync(bridge, by, cancellationToken)), cancellationToken);
}
