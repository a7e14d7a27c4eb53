using System.Diagnostics;
using TriggerBridge.Testing;

namespace TriggerBridge.Benchmarks.Servers;

/// <summary>An ordinary publish of one of the programs: no trimming, no compiling ahead.</summary>
internal static class Published
{
    /// <summary>Publishes every time (seconds when nothing has changed): figures of an old build would lie.</summary>
    /// <returns>The folder.</returns>
    public static async Task<string> PublishAsync(string project)
    {
        var folder = RepositoryRoot.File("artifacts", "benchmarks", project);
        var start = new ProcessStartInfo("dotnet",
        [
            "publish", RepositoryRoot.File("src", project), "--configuration", "Release", "--output", folder, "--verbosity", "quiet", "--nologo",
        ])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var publish = Process.Start(start)!;
        var output = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        return publish.ExitCode == 0 ? folder : throw new InvalidOperationException($"Publishing {project} failed:\n{output}");
    }
}
