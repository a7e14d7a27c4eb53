using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TriggerBridge.Testing;

/// <summary>What <see cref="ServerProcess"/> can be sent (Linux and macOS).</summary>
internal sealed class ProcessSignal
{
    public static readonly ProcessSignal Interrupt = new(2);
    public static readonly ProcessSignal Kill = new(9);
    public static readonly ProcessSignal Terminate = new(15);
    public static readonly ProcessSignal Stop = new(OperatingSystem.IsMacOS() ? 17 : 19);
    public static readonly ProcessSignal Continue = new(OperatingSystem.IsMacOS() ? 19 : 18);

    private const int NoSuchProcess = 3;

    private readonly int _number;

    private ProcessSignal(int number) => _number = number;

    /// <summary>Does nothing to a process that has ended.</summary>
    public void SendTo(Process process)
    {
        // The id of a process that has ended may be another's by now.
        if (!process.HasExited && SendSignal(process.Id, _number) != 0 && Marshal.GetLastPInvokeError() is not NoSuchProcess and var error)
            throw new Win32Exception(error);
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int processId, int signal);
}
