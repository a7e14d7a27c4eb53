using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Flows.Operations.Health;

namespace TriggerBridge.Functions;

/// <summary><c>GET /api/health</c>: whether deliveries can be accepted, for anybody, and nothing else. <see cref="Status"/> says more.</summary>
public sealed class Health(BridgeHealth health)
{
    [Function(nameof(Health))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request, CancellationToken cancellationToken)
    {
        return await health.StatusAsync(cancellationToken) == HealthStatus.Unhealthy
            ? TypedResults.Text("unhealthy", statusCode: StatusCodes.Status503ServiceUnavailable)
            : TypedResults.Text("healthy");
    }
}
