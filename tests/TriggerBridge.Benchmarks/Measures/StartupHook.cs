using System.Diagnostics.CodeAnalysis;
using TriggerBridge.Benchmarks.Measures;

/// <summary>
/// Runs in each process that is measured, before its own program: the runtime loads this assembly there and calls <see cref="Initialize"/>
/// (https://github.com/dotnet/runtime/blob/main/docs/design/features/host-startup-hook.md). So nothing is changed in the app, and an old one answers, too.
/// </summary>
[SuppressMessage("Design", "MA0047", Justification = "The runtime looks for this name.")]
internal static class StartupHook
{
    public static void Initialize() => AllocationHook.Start();
}
