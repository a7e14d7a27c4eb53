using System.Diagnostics;

namespace TriggerBridge.Testing;

/// <summary>What tools/package.json pins, installed by whoever needs it first.</summary>
internal static class NpmTools
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <param name="parts">A path below tools/node_modules, part by part.</param>
    public static async Task<string> LocateAsync(params string[] parts)
    {
        var path = RepositoryRoot.File(["tools", "node_modules", .. parts]);
        if (!File.Exists(path))
        {
            using var mine = await LockAsync();
            if (!File.Exists(path))
                await InstallAsync();
        }

        return path;
    }

    private static async Task InstallAsync()
    {
        var start = new ProcessStartInfo("npm", ["ci", "--silent"]) { WorkingDirectory = RepositoryRoot.File("tools") };
        using var npm = Process.Start(start)!;
        await npm.WaitForExitAsync();
        if (npm.ExitCode != 0)
            throw new InvalidOperationException($"npm ci in tools ended with exit code {npm.ExitCode}.");
    }

    // Test projects run as processes beside each other; a file that only one can hold keeps them apart.
    private static async Task<FileStream> LockAsync()
    {
        var folder = Directory.CreateDirectory(RepositoryRoot.File(".local"));
        while (true)
        {
            try
            {
                return new(Path.Combine(folder.FullName, "npm-ci.lock"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(Interval, TimeProvider.System);
            }
        }
    }
}
