using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Flows.Operations;
using TriggerBridge.Functions.Answers;
using TriggerBridge.Functions.Requests;

namespace TriggerBridge.Functions;

/// <summary><c>GET /api/bridges/{bridge}/drift?since=</c>: what has changed in the events of a bridge, and where it is read.</summary>
public sealed class GetDrift(DriftOperations drift)
{
    internal static readonly TimeParameter Since = new("since", "Leaves out what changed earlier.");

    [Function(nameof(GetDrift))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "bridges/{bridge}/drift")] HttpRequest request, string bridge, CancellationToken cancellationToken) =>
        DriftAnswer.For(await drift.ReadAsync(bridge, Since.Of(request) ?? default, cancellationToken));
}
