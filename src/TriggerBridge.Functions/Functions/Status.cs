using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Flows.Operations.Health;
using TriggerBridge.Functions.Answers;

namespace TriggerBridge.Functions;

/// <summary><c>GET /api/status</c>: how the app is, in detail, for operators.</summary>
public sealed class Status(BridgeHealth health)
{
    [Function(nameof(Status))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "status")] HttpRequest request, CancellationToken cancellationToken) =>
        TypedResults.Json(await health.ReportAsync(cancellationToken), ApiJson.Answers.HealthReport);
}
