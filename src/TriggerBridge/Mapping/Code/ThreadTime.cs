using System.Runtime.InteropServices;

namespace TriggerBridge.Mapping.Code;

/// <summary>
/// The processor time of the current thread. A busy machine gives a thread little of it: whoever limits work by the time that passes
/// stops good work there, and a retry would fare no better.
/// </summary>
internal static partial class ThreadTime
{
    // Of clock_gettime: CLOCK_THREAD_CPUTIME_ID.
    private const int OnLinux = 3;
    private const int OnMacOS = 16;

    private static readonly int? Clock = OperatingSystem.IsLinux() ? OnLinux : OperatingSystem.IsMacOS() ? OnMacOS : null;

    /// <summary>Since some time; where the system does not tell, the time that passes.</summary>
    public static TimeSpan Now => Clock is { } clock && GetTime(clock, out var time) == 0
        ? TimeSpan.FromSeconds((long)time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / TimeSpan.NanosecondsPerTick)
        : TimeProvider.System.GetElapsedTime(0);

    [DllImport("libc", EntryPoint = "clock_gettime", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetTime(int clock, out Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Timespec(nint Seconds, nint Nanoseconds);
}
