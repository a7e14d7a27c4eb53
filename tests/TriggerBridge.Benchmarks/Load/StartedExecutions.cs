using System.Text.Json;

namespace TriggerBridge.Benchmarks.Load;

/// <summary>What the simulator says it started.</summary>
internal static class StartedExecutions
{
    /// <summary>Demands exactly one execution for each delivery, the one that its answer named if it named one, and no other.</summary>
    /// <exception cref="InvalidOperationException">It is not so.</exception>
    public static async Task<int> CheckAsync(HttpClient http, Uri simulator, params IReadOnlyDictionary<string, string?>[] answered)
    {
        var open = answered.SelectMany(each => each).ToDictionary(StringComparer.Ordinal);
        var deliveries = open.Count;
        await using var content = await http.GetStreamAsync(new Uri(simulator, "_simulator/executions"));
        using var executions = await JsonDocument.ParseAsync(content);
        foreach (var execution in executions.RootElement.EnumerateArray())
        {
            var deliveryId = execution.GetProperty("input").GetProperty("_deliveryId").GetString()!;
            if (!open.Remove(deliveryId, out var executionId) || (executionId is not null && !execution.GetProperty("id").ValueEquals(executionId)))
                throw new InvalidOperationException($"Delivery {deliveryId} has an execution that its answer did not name, or more than one.");
        }

        return open.Count == 0 ? deliveries : throw new InvalidOperationException($"{open.Count} deliveries have no execution.");
    }
}
