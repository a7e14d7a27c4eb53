using System.Diagnostics;
using TriggerBridge.Testing;

namespace TriggerBridge.Tests.Webhooks.Senders;

/// <summary>A test that needs the senders' own libraries (tools/signers); skipped where npm cannot install them.</summary>
internal sealed class SignersFactAttribute : FactAttribute
{
    public SignersFactAttribute() => Skip = Signers.Missing.Value;
}

/// <summary>As <see cref="SignersFactAttribute"/>.</summary>
internal sealed class SignersTheoryAttribute : TheoryAttribute
{
    public SignersTheoryAttribute() => Skip = Signers.Missing.Value;
}

file static class Signers
{
    /// <summary>Why they are not there; null: they are.</summary>
    public static readonly Lazy<string?> Missing = new(Install);

    private static string? Install()
    {
        // As test.sh marks it: these are the packages of this very lock file.
        var wanted = RepositoryRoot.File("tools", "signers", "package-lock.json");
        var installed = RepositoryRoot.File("tools", "signers", "node_modules", ".installed-lock.json");
        if (File.Exists(installed) && File.ReadAllText(installed) == File.ReadAllText(wanted)) return null;
        try
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--silent", "--ignore-scripts"]) { WorkingDirectory = RepositoryRoot.File("tools", "signers") })!;
            npm.WaitForExit();
            if (npm.ExitCode == 0) File.Copy(wanted, installed, overwrite: true);
            return npm.ExitCode == 0 ? null : "npm cannot install the senders' libraries: npm ci --prefix tools/signers says why.";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "There is no npm to install the senders' libraries with.";
        }
    }
}
