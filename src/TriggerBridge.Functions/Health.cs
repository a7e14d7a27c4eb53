using TriggerBridge.Health;

namespace TriggerBridge.Functions;

/// <summary><c>GET /api/health</c>: whether deliveries can be accepted, for anybody, without details.</summary>
internal static class Health
{
    public static async Task<IResult> RunAsync(BridgeHealth health, CancellationToken cancellationToken)
    {
        var status = await health.StatusAsync(cancellationToken);
        return TypedResults.Text(
            status.ToString().ToLowerInvariant(), statusCode: status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }
}
