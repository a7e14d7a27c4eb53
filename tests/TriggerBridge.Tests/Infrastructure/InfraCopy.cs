using TriggerBridge.Testing;

namespace TriggerBridge.Tests.Infrastructure;

/// <summary>A copy of infra/ that a test may change, and where the compiler may write.</summary>
internal sealed class InfraCopy : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("triggerbridge-infra-");

    public InfraCopy()
    {
        var infra = RepositoryRoot.File("infra");
        foreach (var file in Directory.EnumerateFiles(infra, "*", SearchOption.AllDirectories))
        {
            var copy = File(Path.GetRelativePath(infra, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            System.IO.File.Copy(file, copy);
        }
    }

    /// <summary>Their paths in infra/.</summary>
    public IEnumerable<string> BicepFiles =>
        Directory.EnumerateFiles(_folder.FullName, "*.bicep", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_folder.FullName, file));

    /// <param name="path">In infra/.</param>
    public string File(string path) => Path.Combine(_folder.FullName, path);

    /// <summary>Builds or lints every file.</summary>
    public Task<(int ExitCode, string Output, string Problems)> RunOnAllAsync(string command) => Bicep.RunAsync(command, "--no-restore", "--pattern", File("**/*.bicep"));

    public void Dispose() => _folder.Delete(recursive: true);
}
