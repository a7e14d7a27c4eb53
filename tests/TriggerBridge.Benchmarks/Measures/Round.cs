namespace TriggerBridge.Benchmarks.Measures;

/// <summary>One burst of deliveries to one server.</summary>
internal sealed record Round
{
    public required double PerSecond { get; init; }

    public required double CpuSecondsPerThousand { get; init; }

    /// <summary>In units of 1,000 bytes.</summary>
    public required double KilobytesAllocatedEach { get; init; }

    public required IReadOnlyList<double> Milliseconds { get; init; }

    /// <param name="processId">The server's.</param>
    /// <param name="send">Sends the burst, and waits for all answers.</param>
    public static async Task<Round> MeasureAsync(int processId, Func<Task<Timings>> send)
    {
        var allocatedBefore = ProcessUsage.Allocated(processId);
        var before = ProcessUsage.ProcessorTime(processId);
        var (total, each) = await send();
        var cpu = ProcessUsage.ProcessorTime(processId) - before;
        var allocated = ProcessUsage.Allocated(processId) - allocatedBefore;
        return new()
        {
            PerSecond = each.Count / total.TotalSeconds,
            CpuSecondsPerThousand = cpu.TotalSeconds / each.Count * 1000,
            KilobytesAllocatedEach = allocated / 1e3 / each.Count,
            Milliseconds = [.. each.Select(delivery => delivery.TotalMilliseconds)],
        };
    }
}

/// <param name="Total">From the first request to the last answer.</param>
/// <param name="Each">From a request until its answer.</param>
internal sealed record Timings(TimeSpan Total, IReadOnlyList<TimeSpan> Each);
