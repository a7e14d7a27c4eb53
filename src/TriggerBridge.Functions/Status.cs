using TriggerBridge.Functions.Answers;
using TriggerBridge.Health;

namespace TriggerBridge.Functions;

/// <summary><c>GET /api/status</c>: how the app is, in detail, for operators.</summary>
internal static class Status
{
    public static async Task<IResult> RunAsync(BridgeHealth health, CancellationToken cancellationToken) =>
        TypedResults.Json(await health.ReportAsync(cancellationToken), ApiJson.Default.HealthReport);
}
