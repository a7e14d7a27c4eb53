using System.Diagnostics;
using TriggerBridge.Testing;

namespace TriggerBridge.Benchmarks.Servers;

/// <summary>An ordinary publish of one of the programs: no trimming, no compiling ahead.</summary>
internal static class Published
{
    /// <summary>Makes the package for Azure with <c>publish.sh</c>.</summary>
    /// <returns>The zip.</returns>
    public static async Task<string> PackageAsync()
    {
        await RunAsync(new ProcessStartInfo(RepositoryRoot.File("publish.sh")), "Making the package");
        return RepositoryRoot.File("artifacts", "functionapp.zip");
    }

    /// <summary>Publishes every time (seconds when nothing has changed): figures of an old build would lie.</summary>
    /// <returns>The folder.</returns>
    public static async Task<string> PublishAsync(string project)
    {
        var folder = RepositoryRoot.File("artifacts", "benchmarks", project);
        var start = new ProcessStartInfo("dotnet",
        [
            "publish", RepositoryRoot.File("src", project), "--configuration", "Release", "--output", folder, "--verbosity", "quiet", "--nologo",
        ]);
        await RunAsync(start, "Publishing " + project);
        return folder;
    }

    private static async Task RunAsync(ProcessStartInfo start, string what)
    {
        start.RedirectStandardOutput = true;
        start.UseShellExecute = false;
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{what} failed:\n{output}");
    }
}
