using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Flows.Operations.Health;

namespace TriggerBridge.Functions;

/// <summary><c>GET /api/health</c>: whether deliveries can be accepted, for anybody, without details.</summary>
public sealed class Health(BridgeHealth health)
{
    [Function(nameof(Health))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request, CancellationToken cancellationToken)
    {
        var status = await health.StatusAsync(cancellationToken);
        return TypedResults.Text(
            status.ToString().ToLowerInvariant(), statusCode: status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }
}
