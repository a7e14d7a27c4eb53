using System.Net;
using TriggerBridge.EndToEnd.Testing;

namespace TriggerBridge.EndToEnd;

/// <summary>What ends the worker of the Functions host at its start, and what does not.</summary>
public sealed class HostedStartTests
{
    [Theory]
    [InlineData("TriggerBridge__MaxBodyBytes", "much", "TriggerBridge__MaxBodyBytes cannot be read: it must be a number.")]
    [InlineData("TriggerBridge__TableServiceUri", "contoso", "TriggerBridge__TableServiceUri must be an address")]
    [InlineData("TriggerBridge__Tenants__acme__BaseUrl", "", "TriggerBridge__Tenants__acme__BaseUrl is not set")]
    [InlineData("AzureWebJobsStorage", "contoso", "AzureWebJobsStorage cannot be read")]
    [InlineData("TriggerBridge__Bridges", "no-such-folder", "there is no such folder")]
    public async Task A_setting_that_is_wrong_ends_the_worker_with_one_line(string setting, string value, string line)
    {
        using var folder = new BridgeFolder();
        var settings = FailedStart.Settings(folder);
        settings[setting] = value;

        var (exitCode, output) = await FailedStart.RunHostedAsync(settings);

        Assert.Equal(FailedStart.Misconfigured, exitCode);
        Assert.Single(output.Split('\n'), each => each.Contains(line, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_missing_setting_has_a_line()
    {
        using var folder = new BridgeFolder();
        var settings = FailedStart.Settings(folder);
        settings.Remove("AzureWebJobsStorage");
        settings.Remove("TriggerBridge__SecretsFile");

        var (exitCode, output) = await FailedStart.RunHostedAsync(settings);

        Assert.Equal(FailedStart.Misconfigured, exitCode);
        Assert.Single(output.Split('\n'), line => line.Contains("AzureWebJobsStorage", StringComparison.Ordinal));
        Assert.Single(output.Split('\n'), line => line.Contains("TriggerBridge__SecretsFile", StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bridge_file_that_is_wrong_stops_its_own_bridge_and_no_other()
    {
        var folder = new BridgeFolder();
        folder.WriteBridge("broken", """{ "wehbook": {} }""");
        await using var system = await LocalSystem.StartAsync(folder: folder, isHosted: true);

        using var broken = await system.App.PostAsync("/api/hooks/broken", "{}", withKey: false);
        using var good = await system.DeliverAsync("event-1");
        using var health = await system.App.GetAsync("/api/health", withKey: false);
        using var status = await system.App.GetAsync("/api/status");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, broken.StatusCode);
        Assert.NotNull(broken.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.Accepted, good.StatusCode);
        Assert.Equal((HttpStatusCode.OK, "healthy"), (health.StatusCode, await health.Content.ReadAsStringAsync()));
        foreach (var text in (string[])[await status.Content.ReadAsStringAsync(), system.App.Output])
        {
            Assert.Contains("broken.json", text, StringComparison.Ordinal);
            Assert.Contains("$.wehbook", text, StringComparison.Ordinal);
            Assert.Contains("did you mean 'webhook'?", text, StringComparison.Ordinal);
        }

        Assert.Empty(system.App.Host.ExitCodes);
    }
}
