using System.Globalization;

namespace TriggerBridge.EndToEnd.Testing;

/// <summary>What a process takes, as Linux counts it.</summary>
internal static class ProcessMemory
{
    /// <summary>The most that it ever had in memory, in units of 1,024 bytes.</summary>
    public static long PeakKilobytes(int process)
    {
        var line = File.ReadLines($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
