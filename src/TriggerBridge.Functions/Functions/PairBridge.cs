using System.Diagnostics;
using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Flows.Operations;
using TriggerBridge.Functions.Answers;
using TriggerBridge.Functions.Requests;

namespace TriggerBridge.Functions;

/// <summary><c>POST /api/bridges/{bridge}/pair</c>: takes the secret that its sender brings, for 15 minutes. Sources can be paired as well.</summary>
public sealed class PairBridge(PairOperations pairings)
{
    [Function(nameof(PairBridge))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "bridges/{bridge}/pair")] HttpRequest request, string bridge, CancellationToken cancellationToken) =>
        await JsonBody.ReadAsync(request, BodyJson.Default.PairBody, cancellationToken) switch
        {
            JsonBody<PairBody>.Invalid invalid => Problem.BadRequest(invalid.Problem),
            JsonBody<PairBody>.Read { Value.By: var by } when OperatorName.IsTooLong(by) => OperatorName.TooLong,
            JsonBody<PairBody>.Read { Value.By: var by } =>
                PairingAnswer.For(request.HttpContext, bridge, await pairings.BeginAsync(bridge, OperatorName.Of(by), KeyFingerprint.Of(request), cancellationToken)),
            _ => throw new UnreachableException(),
        };

    /// <summary>May be left out.</summary>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record PairBody(string? By = null);
}
