using System.Text.Json;
using TriggerBridge.Testing;

namespace TriggerBridge.EndToEnd.Proofs;

/// <summary>How densely calls came to the tenant.</summary>
internal static class Pace
{
    /// <summary>The most executions that began within any ten seconds.</summary>
    public static int Densest(IEnumerable<JsonElement> executions) =>
        CallDensity.Densest(executions.Select(execution => execution.GetProperty("startTime").GetDateTimeOffset() - DateTimeOffset.UnixEpoch));
}
