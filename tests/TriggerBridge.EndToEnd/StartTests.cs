using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using TriggerBridge.EndToEnd.Testing;

namespace TriggerBridge.EndToEnd;

public sealed class StartTests
{
    [Fact]
    public async Task Bridge_files_with_errors_have_a_line_for_each_and_all_other_bridges_work()
    {
        var folder = new BridgeFolder();
        folder.WriteBridge("first", """{ "webhook": { "scheme": "githup", "secret": "s" }, "input": {}, "workflow": { "tenant": "acme", "id": "w", "credential": "c" } }""");
        File.CreateSymbolicLink(Path.Combine(folder.Bridges, "gone.json"), Path.Combine(folder.Bridges, "nowhere"));
        Directory.CreateDirectory(Path.Combine(folder.Bridges, "inside.json"));
        await using var system = await LocalSystem.StartAsync(folder: folder);

        using var delivered = await system.DeliverAsync("event");
        using var broken = await system.App.PostAsync("/api/hooks/first", withKey: false);
        using var health = await system.App.GetAsync("/api/health", withKey: false);

        Assert.Equal(HttpStatusCode.Accepted, delivered.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, broken.StatusCode);
        Assert.Equal((HttpStatusCode.OK, "healthy"), (health.StatusCode, await health.Content.ReadAsStringAsync()));
        var lines = system.App.Process.Output.Split('\n');
        Assert.Single(lines, line => line.Contains("first.json $.webhook.scheme: 'githup' is not a scheme", StringComparison.Ordinal));
        Assert.Single(lines, line => line.Contains("gone.json $: could not be read: the file is not there", StringComparison.Ordinal));
        Assert.Single(lines, line => line.Contains("inside.json $: could not be read: it is a folder", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Outside_Development_no_vault_means_no_start()
    {
        using var folder = new BridgeFolder();
        var settings = FailedStart.Settings(folder);
        settings["ASPNETCORE_ENVIRONMENT"] = "Production";
        settings.Remove("TriggerBridge__SecretsFile");

        var (exitCode, output) = await FailedStart.RunAsync(settings);

        Assert.Equal(FailedStart.Misconfigured, exitCode);
        Assert.Single(output.Split('\n'), line => line.Contains("TriggerBridge__KeyVaultUri is not set", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_missing_setting_is_named_with_what_to_set()
    {
        var (exitCode, output) = await FailedStart.RunAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["ASPNETCORE_ENVIRONMENT"] = "Development" });

        Assert.Equal(FailedStart.Misconfigured, exitCode);
        Assert.Single(output.Split('\n'), line => line.Contains("AzureWebJobsStorage", StringComparison.Ordinal));
        Assert.Single(output.Split('\n'), line => line.Contains("TriggerBridge__SecretsFile", StringComparison.Ordinal));
        Assert.DoesNotContain("Now listening", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_is_named_with_the_setting_that_it_comes_from()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        using var folder = new BridgeFolder();

        var (exitCode, output) = await FailedStart.RunAsync(FailedStart.Settings(folder), "--urls", $"http://{other.LocalEndpoint}");

        Assert.Equal(FailedStart.Misconfigured, exitCode);
        var line = Assert.Single(output.Split('\n'), each => each.Contains($"http://{other.LocalEndpoint}: address already in use", StringComparison.Ordinal));
        Assert.Contains("ASPNETCORE_URLS or --urls", line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Theory]
    // TEST-NET-1 of RFC 5737: no machine has it. What it gives, a forbidden port gives too: an error of the socket, which names no address.
    [InlineData("http://192.0.2.1:5080", "Failed to bind to address http://192.0.2.1:5080: ")]
    [InlineData("https://127.0.0.1:5443", "https://127.0.0.1:5443 is not possible")]
    [InlineData("nonsense", "Invalid url: 'nonsense'")]
    public async Task An_address_that_cannot_be_listened_on_is_named_on_one_line(string address, string problem)
    {
        using var folder = new BridgeFolder();

        var (exitCode, output) = await FailedStart.RunAsync(FailedStart.Settings(folder), "--urls", address);

        Assert.Equal(FailedStart.Misconfigured, exitCode);
        var line = Assert.Single(output.Split('\n'), each => each.Contains(problem, StringComparison.Ordinal));
        Assert.Contains("ASPNETCORE_URLS or --urls", line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TriggerBridge__MaxBodyBytes", "much", "TriggerBridge__MaxBodyBytes cannot be read: it must be a number.")]
    [InlineData("TriggerBridge__DispatchBudget", "soon", "TriggerBridge__DispatchBudget cannot be read: it must be a time such as 00:00:30.")]
    [InlineData("TriggerBridge__TableServiceUri", "contoso", "TriggerBridge__TableServiceUri must be an address")]
    [InlineData("TriggerBridge__Tenants__acme__BaseUrl", "", "TriggerBridge__Tenants__acme__BaseUrl is not set")]
    [InlineData("AzureWebJobsStorage", "contoso", "AzureWebJobsStorage cannot be read")]
    [InlineData("ProcessDueWorkSchedule", "often", "'often' is not a cron expression")]
    [InlineData("TriggerBridge__Bridges", "/dev/null/bridges", "there is no such folder")]
    [InlineData("TriggerBridge__Bridges", "no-such-folder", "there is no such folder")]
    [InlineData("TriggerBridge__Bridges", "", "there is no such folder")]
    public async Task A_setting_that_is_wrong_is_named_on_one_line_and_nothing_is_served(string setting, string value, string line)
    {
        using var folder = new BridgeFolder();
        var settings = FailedStart.Settings(folder);
        settings[setting] = value;

        var (exitCode, output) = await FailedStart.RunAsync(settings);

        Assert.Equal(FailedStart.Misconfigured, exitCode);
        Assert.Single(output.Split('\n'), each => each.Contains(line, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Now listening", output, StringComparison.Ordinal);
    }

    [UnprivilegedFact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_bridge_file_without_the_right_to_read_it_is_named()
    {
        var folder = new BridgeFolder();
        File.SetUnixFileMode(Path.Combine(folder.Bridges, BridgeFolder.Bridge + ".json"), UnixFileMode.None);
        await using var system = await LocalSystem.StartAsync(folder: folder);

        using var answer = await system.DeliverAsync("event");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Single(
            system.App.Process.Output.Split('\n'),
            line => line.Contains(BridgeFolder.Bridge + ".json $: could not be read: the app may not open this file", StringComparison.Ordinal));
    }

    [UnprivilegedFact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_bridges_folder_without_the_right_to_list_it_is_named()
    {
        using var folder = new BridgeFolder();
        File.SetUnixFileMode(folder.Bridges, UnixFileMode.None);
        try
        {
            var (exitCode, output) = await FailedStart.RunAsync(FailedStart.Settings(folder));

            Assert.Equal(FailedStart.Misconfigured, exitCode);
            Assert.Single(output.Split('\n'), line => line.Contains($"{folder.Bridges} $: could not be read: the app may not list this folder", StringComparison.Ordinal));
        }
        finally
        {
            File.SetUnixFileMode(folder.Bridges, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public async Task A_bridges_folder_that_is_a_file_is_named()
    {
        using var folder = new BridgeFolder();
        var settings = FailedStart.Settings(folder);
        settings["TriggerBridge__Bridges"] = folder.SecretsFile;

        var (exitCode, output) = await FailedStart.RunAsync(settings);

        Assert.Equal(FailedStart.Misconfigured, exitCode);
        Assert.Single(output.Split('\n'), line => line.Contains($"{folder.SecretsFile} $: is a file: set TriggerBridge__Bridges", StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }
}
