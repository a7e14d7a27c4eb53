using TriggerBridge.Health;

namespace TriggerBridge.Functions;

/// <summary><c>GET /api/health</c>: whether deliveries can be accepted, for anybody, without details.</summary>
internal static class Health
{
    public static async Task<IResult> RunAsync(LedgerHealth health, CancellationToken cancellationToken) =>
        await health.IsHealthyAsync(cancellationToken)
            ? TypedResults.Text("healthy")
            : TypedResults.Text("unhealthy", statusCode: StatusCodes.Status503ServiceUnavailable);
}
