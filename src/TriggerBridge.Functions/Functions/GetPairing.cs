using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Flows.Operations;
using TriggerBridge.Functions.Answers;

namespace TriggerBridge.Functions;

/// <summary><c>GET /api/bridges/{bridge}/pair</c>: how a pairing stands. A secret that came and could not be stored is shown once.</summary>
public sealed class GetPairing(PairOperations pairings)
{
    [Function(nameof(GetPairing))]
    public async Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "bridges/{bridge}/pair")] HttpRequest request, string bridge) =>
        PairingAnswer.For(request.HttpContext, bridge, await pairings.FetchAsync(bridge));
}
