using TriggerBridge.Credentials;

namespace TriggerBridge.Cli.Output;

/// <summary>Files that are their owner's alone. <see cref="OwnerFile"/> writes them.</summary>
internal static class PrivateFile
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private const int MostTries = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>On Windows, the folders of a user are theirs already.</summary>
    public static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, Owner | UnixFileMode.UserExecute);
    }

    /// <exception cref="CliException">Somebody else may read it.</exception>
    public static void RefuseIfOthersRead(string file)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(file) && (File.GetUnixFileMode(file) & Others) != UnixFileMode.None)
            throw new CliException($"Others can read or write {file}, which holds keys: 'chmod 600 {file}' closes it. If somebody may have read it, revoke the keys.", ExitCode.Configuration);
    }

    /// <summary>Keeps others from changing a file until the result is disposed.</summary>
    /// <exception cref="IOException">Somebody else holds it for long.</exception>
    public static async Task<FileStream> HoldAsync(string file, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
                if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Owner;
                return new FileStream(file + ".lock", options);
            }
            catch (IOException) when (tries < MostTries && Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file))))
            {
                await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            }
        }
    }
}
