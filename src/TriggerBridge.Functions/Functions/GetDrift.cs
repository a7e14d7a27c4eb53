using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Flows.Operations;
using TriggerBridge.Functions.Answers;

namespace TriggerBridge.Functions;

/// <summary><c>GET /api/bridges/{bridge}/drift?since=</c>: what has changed in the events of a bridge, and where it is read.</summary>
public sealed class GetDrift(DriftOperations drift)
{
    [Function(nameof(GetDrift))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "bridges/{bridge}/drift")] HttpRequest request, string bridge, CancellationToken cancellationToken)
    {
        var since = default(DateTimeOffset);
        if (request.Query["since"].ToString() is { Length: > 0 } text && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out since))
            return Problem.BadRequest("'since' must be a time, such as 2026-06-01T00:00:00Z.");
        return DriftAnswer.For(await drift.ReadAsync(bridge, since, cancellationToken));
    }
}
