using System.Diagnostics;
using System.Globalization;

namespace TriggerBridge.Benchmarks.Measures;

/// <summary>What a process has used, as the kernel and the runtime count it.</summary>
internal static class ProcessUsage
{
    private const int MostSettlePeriods = 40;

    private static readonly TimeSpan SettlePeriod = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan SettledUsage = TimeSpan.FromMilliseconds(10);

    /// <summary>User and system time of all its threads, in steps of 10 ms.</summary>
    public static TimeSpan ProcessorTime(int processId)
    {
        using var process = Process.GetProcessById(processId);
        return process.TotalProcessorTime;
    }

    /// <summary>What it has allocated on the heap, in bytes. The process must have been started with <see cref="AllocationHook"/>.</summary>
    public static long Allocated(int processId) => AllocationHook.Ask(processId);

    /// <summary>VmRSS, in units of 1,000,000 bytes.</summary>
    public static double ResidentMegabytes(int processId)
    {
        const string label = "VmRSS:";
        var line = File.ReadLines($"/proc/{processId}/status").First(each => each.StartsWith(label, StringComparison.Ordinal));
        var kibibytes = line[label.Length..].Trim().Split(' ')[0];
        return long.Parse(kibibytes, CultureInfo.InvariantCulture) * 1024 / 1e6;
    }

    /// <summary>Waits until it does hardly anything: the runtime compiles in the background what a burst showed to be hot.</summary>
    public static async Task SettleAsync(int processId)
    {
        for (var period = 0; period < MostSettlePeriods; period++)
        {
            var before = ProcessorTime(processId);
            await Task.Delay(SettlePeriod, TimeProvider.System);
            if (ProcessorTime(processId) - before <= SettledUsage)
                return;
        }
    }
}
