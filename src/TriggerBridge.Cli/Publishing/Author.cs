using System.ComponentModel;
using System.Diagnostics;

namespace TriggerBridge.Cli.Publishing;

/// <summary>Who pushes, where nobody says so: as git knows them, else as the system does.</summary>
internal static class Author
{
    public static async Task<string> FindAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["config", "user.name"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            var name = (await git.StandardOutput.ReadToEndAsync(cancellationToken)).Trim();
            await git.WaitForExitAsync(cancellationToken);
            if (git.ExitCode == 0 && name.Length > 0)
                return name;
        }
        catch (Win32Exception)
        {
            // There is no git.
        }

        return Environment.UserName;
    }
}
