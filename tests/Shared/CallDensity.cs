namespace TriggerBridge.Testing;

/// <summary>How densely calls came.</summary>
internal static class CallDensity
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    /// <summary>The most calls within any ten seconds.</summary>
    /// <param name="arrivals">Since any common start.</param>
    public static int Densest(IEnumerable<TimeSpan> arrivals)
    {
        List<TimeSpan> times = [.. arrivals.Order()];
        var most = 0;
        for (var (first, last) = (0, 0); last < times.Count; last++)
        {
            while (times[last] - times[first] >= Window)
                first++;
            most = Math.Max(most, last - first + 1);
        }

        return most;
    }
}
