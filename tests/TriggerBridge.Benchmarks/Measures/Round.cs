namespace TriggerBridge.Benchmarks.Measures;

/// <summary>One burst of deliveries to one server.</summary>
internal sealed record Round
{
    public required double PerSecond { get; init; }

    public required double CpuSecondsPerThousand { get; init; }

    public required IReadOnlyList<double> Milliseconds { get; init; }

    public static Round Of(TimeSpan total, IReadOnlyList<TimeSpan> each, TimeSpan cpu) => new()
    {
        PerSecond = each.Count / total.TotalSeconds,
        CpuSecondsPerThousand = cpu.TotalSeconds / each.Count * 1000,
        Milliseconds = [.. each.Select(delivery => delivery.TotalMilliseconds)],
    };
}
