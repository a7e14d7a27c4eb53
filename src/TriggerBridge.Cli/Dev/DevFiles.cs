using TriggerBridge.Cli.Output;
using TriggerBridge.Cli.Sending;

namespace TriggerBridge.Cli.Dev;

/// <summary>What <c>dev</c> keeps beside the bridge files, and that nobody else uses it meanwhile.</summary>
internal sealed class DevFiles : IDisposable
{
    private const string Own = ".dev";
    private const string IgnoreFile = ".gitignore";

    private readonly FileStream _lock;

    private DevFiles(string folder)
    {
        Folder = folder;
        // Only one can hold it.
        _lock = new FileStream(Path.Combine(folder, Own, "lock"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
    }

    /// <summary>Of the bridge files.</summary>
    public string Folder { get; }

    public string Secrets => Path.Combine(Folder, SenderSecret.FileName);

    public string Logs => LogsIn(Folder);

    public string Azurite => AzuriteIn(Folder);

    public string Requests => Path.Combine(Folder, Own, "requests");

    public string SimulatorState => Path.Combine(Folder, Own, "simulator.json");

    public string Clients => Path.Combine(Folder, Own, "clients.json");

    /// <exception cref="CliException">There is no such folder, it cannot be written to, or another <c>dev</c> works on it.</exception>
    public static DevFiles Open(string folder)
    {
        if (!Directory.Exists(folder))
            throw new CliException($"{folder}: there is no such folder. 'triggerbridge new NAME --folder {folder}' makes it, with a first bridge in it.", ExitCode.NoInput);
        var own = Path.Combine(folder, Own);
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(own);
            else Directory.CreateDirectory(own, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            Directory.CreateDirectory(LogsIn(folder));
            Directory.CreateDirectory(AzuriteIn(folder));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{own}: {fault.Message}", ExitCode.NoInput, fault);
        }

        try
        {
            return new DevFiles(folder);
        }
        catch (IOException fault)
        {
            throw new CliException($"Another 'triggerbridge dev' works on {folder}: end it first.", ExitCode.NoInput, fault);
        }
    }

    /// <summary>Keeps secrets and the ledger out of the repository.</summary>
    /// <returns>The file that was added to; null where nothing was missing.</returns>
    public string? Ignore()
    {
        var missing = new[] { SenderSecret.FileName, Own + "/" }.Except(IgnoredLines(), StringComparer.Ordinal).ToList();
        if (missing.Count == 0) return null;
        var file = Path.Combine(Folder, IgnoreFile);
        var before = File.Exists(file) ? File.ReadAllText(file) : "";
        File.WriteAllText(file, (before.Length == 0 || before.EndsWith('\n') ? before : before + "\n") + string.Concat(missing.Select(line => line + "\n")));
        return file;
    }

    public void Dispose() => _lock.Dispose();

    private static string LogsIn(string folder) => Path.Combine(folder, Own, "logs");

    private static string AzuriteIn(string folder) => Path.Combine(folder, Own, "azurite");

    // Those of the folder and of the folders above it, up to the repository's root.
    private IEnumerable<string> IgnoredLines()
    {
        for (var folder = new DirectoryInfo(Folder); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, IgnoreFile);
            if (File.Exists(file))
            {
                foreach (var line in File.ReadLines(file)) yield return line.Trim();
            }

            if (Path.Exists(Path.Combine(folder.FullName, ".git"))) yield break;
        }
    }
}
