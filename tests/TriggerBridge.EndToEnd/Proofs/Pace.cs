using System.Text.Json;

namespace TriggerBridge.EndToEnd.Proofs;

/// <summary>How densely calls came to the tenant.</summary>
internal static class Pace
{
    /// <summary>The most executions that began within any ten seconds.</summary>
    public static int Densest(IEnumerable<JsonElement> executions)
    {
        List<DateTimeOffset> times = [.. executions.Select(execution => execution.GetProperty("startTime").GetDateTimeOffset()).Order()];
        var most = 0;
        for (var (first, last) = (0, 0); last < times.Count; last++)
        {
            while (times[last] - times[first] >= TimeSpan.FromSeconds(10))
                first++;
            most = Math.Max(most, last - first + 1);
        }

        return most;
    }
}
