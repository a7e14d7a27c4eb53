using System.Diagnostics;
using TriggerBridge.Testing;

namespace TriggerBridge.Benchmarks.Servers;

/// <summary>Publishes programs, every time (seconds when nothing has changed): figures of an old build would lie.</summary>
internal static class Published
{
    /// <summary>Makes the package for Azure with <c>publish.sh</c>.</summary>
    /// <returns>The zip.</returns>
    public static async Task<string> PackageAsync()
    {
        await RunAsync(new ProcessStartInfo(RepositoryRoot.File("publish.sh")), "Making the package");
        return RepositoryRoot.File("artifacts", "functionapp.zip");
    }

    /// <param name="project">In <c>src</c>.</param>
    /// <param name="properties">What is different from an ordinary publish, such as <c>Optimize=false</c>.</param>
    /// <returns>The folder.</returns>
    public static Task<string> PublishAsync(string project, params string[] properties) =>
        PublishAsync(project, RepositoryRoot.File("src", project), RepositoryRoot.File("artifacts", "benchmarks", project), properties);

    /// <summary>A program as it was at a commit.</summary>
    /// <param name="commit">Which one.</param>
    /// <param name="project">In <c>src</c>.</param>
    /// <param name="properties">What is different from an ordinary publish.</param>
    /// <returns>The folder.</returns>
    public static async Task<string> PublishAsOfAsync(string commit, string project, params string[] properties)
    {
        var tree = Directory.CreateTempSubdirectory("triggerbridge-before-");
        await RunAsync(new ProcessStartInfo("git", ["-C", RepositoryRoot.Path, "worktree", "add", "--quiet", "--detach", tree.FullName, commit]), $"Checking out {commit}");
        try
        {
            return await PublishAsync(project, Path.Combine(tree.FullName, "src", project), RepositoryRoot.File("artifacts", "benchmarks", project + ".before"), properties);
        }
        finally
        {
            await RunAsync(new ProcessStartInfo("git", ["-C", RepositoryRoot.Path, "worktree", "remove", "--force", tree.FullName]), $"Removing {commit}");
        }
    }

    private static async Task<string> PublishAsync(string project, string source, string folder, string[] properties)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        await RunAsync(
            new ProcessStartInfo("dotnet",
            [
                "publish", source, "--configuration", "Release", "--output", folder, "--verbosity", "quiet", "--nologo",
                .. properties.Select(property => "-p:" + property),
            ]),
            "Publishing " + project);
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
