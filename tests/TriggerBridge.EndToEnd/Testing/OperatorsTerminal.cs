using System.Diagnostics;
using System.Text.Json;

namespace TriggerBridge.EndToEnd.Testing;

/// <summary>The command line as a process, with the app's settings.</summary>
internal sealed class OperatorsTerminal(BridgeFolder folder, Uri tenant)
{
    /// <summary>Runs a command that must succeed.</summary>
    /// <returns>What it printed.</returns>
    public async Task<string> RunAsync(params string[] args)
    {
        var (exitCode, output, error) = await TryRunAsync(args);
        Assert.True(exitCode == 0, $"{string.Join(' ', args)} ended with {exitCode}: {error}");
        return output;
    }

    public async Task<(int ExitCode, string Output, string Error)> TryRunAsync(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [PublishedApp.CommandLine, .. args]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["TriggerBridge__SecretsFile"] = folder.SecretsFile;
        start.Environment["TriggerBridge__Tenants__acme__BaseUrl"] = tenant.AbsoluteUri;
        start.Environment["TriggerBridge__Tenants__acme__ReadCredential"] = "isc-read";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, error);
    }

    public async Task<JsonElement> JsonAsync(params string[] args) => JsonElement.Parse(await RunAsync([.. args, "--output", "json"]));
}
