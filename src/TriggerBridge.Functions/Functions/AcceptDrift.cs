using System.Diagnostics;
using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Flows.Operations;
using TriggerBridge.Functions.Answers;
using TriggerBridge.Functions.Requests;

namespace TriggerBridge.Functions;

/// <summary><c>POST /api/bridges/{bridge}/drift/accept</c>: what its events look like now is as it should be.</summary>
public sealed class AcceptDrift(DriftOperations drift)
{
    [Function(nameof(AcceptDrift))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "bridges/{bridge}/drift/accept")] HttpRequest request, string bridge, CancellationToken cancellationToken) =>
        await JsonBody.ReadAsync(request, BodyJson.Default.AcceptBody, cancellationToken) switch
        {
            JsonBody<AcceptBody>.Invalid invalid => Problem.BadRequest(invalid.Problem),
            JsonBody<AcceptBody>.Read { Value.By: var by } when OperatorName.IsTooLong(by) => OperatorName.TooLong,
            JsonBody<AcceptBody>.Read { Value.By: var by } => DriftAnswer.For(await drift.AcceptAsync(bridge, OperatorName.Of(by), cancellationToken)),
            _ => throw new UnreachableException(),
        };

    /// <summary>May be left out.</summary>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record AcceptBody(string? By = null);
}
