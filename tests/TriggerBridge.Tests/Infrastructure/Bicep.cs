using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace TriggerBridge.Tests.Infrastructure;

/// <summary>The Bicep compiler, which restore brings as a package (TriggerBridge.Tests.csproj). It needs no network here: infra/ has no module from a registry.</summary>
internal static class Bicep
{
    private static readonly string Compiler =
        typeof(Bicep).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(each => each.Key == "BicepCompiler").Value!;

    /// <summary>Why it cannot run here; null where it can.</summary>
    public static string? WhyMissing { get; } = OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64
        ? null
        : $"The package of the Bicep compiler is for linux-x64, and this is {RuntimeInformation.RuntimeIdentifier}.";

    public static async Task<(int ExitCode, string Output, string Problems)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Compiler, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var bicep = Process.Start(start)!;
        var problems = bicep.StandardError.ReadToEndAsync();
        var output = await bicep.StandardOutput.ReadToEndAsync();
        await bicep.WaitForExitAsync();
        return (bicep.ExitCode, output, await problems);
    }
}

/// <summary>A test that runs the Bicep compiler; skipped, with the reason, where it cannot run.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BicepFactAttribute : FactAttribute
{
    public BicepFactAttribute() => Skip = Bicep.WhyMissing;
}

/// <summary>As <see cref="BicepFactAttribute"/>, for theories.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BicepTheoryAttribute : TheoryAttribute
{
    public BicepTheoryAttribute() => Skip = Bicep.WhyMissing;
}
