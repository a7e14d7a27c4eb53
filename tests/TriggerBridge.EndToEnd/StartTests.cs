using System.Diagnostics;
using System.Globalization;
using System.Net;
using TriggerBridge.EndToEnd.Testing;

namespace TriggerBridge.EndToEnd;

public sealed class StartTests
{
    private const int Misconfigured = 78;

    [Fact]
    public async Task All_errors_of_all_bridge_files_are_printed_and_the_app_does_not_start()
    {
        using var folder = new BridgeFolder();
        folder.WriteBridge("first", """{ "webhook": { "scheme": "githup", "secret": "s" }, "input": {}, "workflow": { "tenant": "acme", "credential": "c" } }""");
        folder.WriteBridge("second", """{ "wehbook": {} }""");

        var (exitCode, output) = await RunAsync(Settings(folder));

        Assert.Equal(Misconfigured, exitCode);
        Assert.Contains("first.json", output, StringComparison.Ordinal);
        Assert.Contains("$.webhook.scheme", output, StringComparison.Ordinal);
        Assert.Contains("second.json", output, StringComparison.Ordinal);
        Assert.Contains("wehbook", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outside_Development_no_vault_means_no_start()
    {
        using var folder = new BridgeFolder();
        var settings = Settings(folder);
        settings["ASPNETCORE_ENVIRONMENT"] = "Production";
        settings.Remove("TriggerBridge__SecretsFile");

        var (exitCode, output) = await RunAsync(settings);

        Assert.Equal(Misconfigured, exitCode);
        Assert.Contains("TriggerBridge__KeyVaultUri", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_missing_setting_is_named_with_what_to_set()
    {
        var (exitCode, output) = await RunAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["ASPNETCORE_ENVIRONMENT"] = "Development" });

        Assert.Equal(Misconfigured, exitCode);
        Assert.Contains("AzureWebJobsStorage", output, StringComparison.Ordinal);
        Assert.Contains("TriggerBridge__SecretsFile", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_is_named()
    {
        await using var system = await LocalSystem.StartAsync();
        using var folder = new BridgeFolder();

        var (exitCode, output) = await RunAsync(Settings(folder), "--urls", system.App.Url.ToString());

        Assert.Equal(1, exitCode);
        Assert.Contains(system.App.Url.Authority, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Under_the_host_a_taken_port_is_named_too()
    {
        await using var system = await LocalSystem.StartAsync();
        using var folder = new BridgeFolder();
        var settings = Settings(folder);
        settings["FUNCTIONS_CUSTOMHANDLER_PORT"] = system.App.Url.Port.ToString(CultureInfo.InvariantCulture);

        var (exitCode, output) = await RunAsync(settings);

        Assert.Equal(1, exitCode);
        Assert.Contains(system.App.Url.Authority, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TriggerBridge__MaxBodyBytes", "much", "TriggerBridge__MaxBodyBytes cannot be read: it must be a number.")]
    [InlineData("TriggerBridge__DispatchBudget", "soon", "TriggerBridge__DispatchBudget cannot be read: it must be a time such as 00:00:30.")]
    [InlineData("TriggerBridge__TableServiceUri", "contoso", "TriggerBridge__TableServiceUri must be an address")]
    [InlineData("TriggerBridge__Tenants__acme__BaseUrl", "", "TriggerBridge__Tenants__acme__BaseUrl is not set")]
    [InlineData("AzureWebJobsStorage", "contoso", "AzureWebJobsStorage cannot be read")]
    [InlineData("ProcessDueWorkSchedule", "often", "'often' is not a cron expression")]
    [InlineData("TriggerBridge__BridgesPath", "/dev/null", "there is no such folder")]
    public async Task A_setting_that_is_wrong_is_named_on_one_line_and_nothing_is_served(string setting, string value, string line)
    {
        using var folder = new BridgeFolder();
        var settings = Settings(folder);
        settings[setting] = value;

        var (exitCode, output) = await RunAsync(settings);

        Assert.Equal(Misconfigured, exitCode);
        Assert.Single(output.Split('\n'), each => each.Contains(line, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Now listening", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bridge_file_that_cannot_be_read_is_named()
    {
        using var folder = new BridgeFolder();
        File.CreateSymbolicLink(Path.Combine(folder.Bridges, "gone.json"), Path.Combine(folder.Bridges, "nowhere"));

        var (exitCode, output) = await RunAsync(Settings(folder));

        Assert.Equal(Misconfigured, exitCode);
        Assert.Contains("could not be read", output, StringComparison.Ordinal);
        Assert.Contains("gone.json", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vault_that_forbids_is_told_with_the_role_that_is_missing()
    {
        var folder = new BridgeFolder();
        await using var azure = await FakeAzure.StartAsync(folder);
        azure.Forbids = true;
        await using var system = await LocalSystem.StartAsync(settings: azure.Environment(), folder: folder);

        using var answer = await system.DeliverAsync("event-1");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("the identity lacks the role 'Key Vault Secrets User'", system.App.Process.Output, StringComparison.Ordinal);
        Assert.Empty(await system.Tenant.ExecutionsAsync());
    }

    private static Dictionary<string, string> Settings(BridgeFolder folder) => new(StringComparer.Ordinal)
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
        ["TriggerBridge__BridgesPath"] = folder.Bridges,
        ["TriggerBridge__SecretsFile"] = folder.SecretsFile,
        ["TriggerBridge__Tenants__acme__BaseUrl"] = "http://127.0.0.1:9",
    };

    private static async Task<(int ExitCode, string Output)> RunAsync(IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var start = new ProcessStartInfo(PublishedApp.Bridge, arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var errors = await process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, await output + errors);
        }
        finally
        {
            process.Kill();
        }
    }
}
