using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Health;

namespace TriggerBridge.Functions;

/// <summary><c>GET /api/health</c>: whether deliveries can be accepted, for anybody, without details.</summary>
internal sealed class Health(LedgerHealth health)
{
    [Function(nameof(Health))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request, CancellationToken cancellationToken) =>
        await health.IsHealthyAsync(cancellationToken)
            ? TypedResults.Text("healthy")
            : TypedResults.Text("unhealthy", statusCode: StatusCodes.Status503ServiceUnavailable);
}
