using System.Net;
using System.Text.Json;
using TriggerBridge.EndToEnd.Testing;
using TriggerBridge.Testing;

namespace TriggerBridge.EndToEnd;

/// <summary>An operator sets up a bridge from the terminal, and it works.</summary>
public sealed class CommandLineTests
{
    private const string Workflow = """
        { "name": "Member removed", "trigger": { "type": "EXTERNAL", "attributes": { "name": "github" } },
          "definition": { "start": "End", "steps": { "End": { "type": "success" } } } }
        """;

    [Fact]
    public async Task A_bridge_is_set_up_used_and_followed_from_the_terminal()
    {
        using var folder = new BridgeFolder();
        await using var tables = await AzuriteProcess.StartAsync();
        await using var tenant = await Simulator.StartAsync(port: null, "--complete-after", "00:00:08");
        var cli = new OperatorsTerminal(folder, tenant.Url);

        var file = Path.Combine(folder.Disk, "workflow.json");
        await File.WriteAllTextAsync(file, Workflow);
        var id = (await cli.JsonAsync("workflows", "create", file)).GetProperty("id").GetString()!;
        folder.WriteBridge(BridgeFolder.Bridge, $$$"""
            {
              "webhook": { "scheme": "github", "secret": "github-webhook-secret" },
              "input": { "login.$": "$.membership.user.login" },
              "workflow": { "tenant": "acme", "id": "{{{id}}}", "credential": "isc-member-removed" }
            }
            """);
        Assert.Equal(3, (await cli.JsonAsync("provision", BridgeFolder.Bridge, "--bridges", folder.Bridges)).GetProperty("done").GetInt32());
        Assert.True((await cli.JsonAsync("workflows", "enable", id)).GetProperty("enabled").GetBoolean());

        await using var app = await BridgeApp.StartAsync(folder, tables.ConnectionString, tenant.Url);
        var executionId = await StartAsync(app, folder, "first");
        var second = await StartAsync(app, folder, "second");
        await cli.RunAsync("executions", "cancel", second);
        Assert.Equal("Canceled", await StatusAsync(cli, second));

        await Wait.UntilAsync(() => StatusAsync(cli, executionId), status => status is "Completed");
        var history = await cli.JsonAsync("executions", "history", executionId);
        Assert.Equal("first", history[0].GetProperty("attributes").GetProperty("input").GetProperty("login").GetString());

        Assert.False((await cli.JsonAsync("workflows", "disable", id)).GetProperty("enabled").GetBoolean());
        await cli.RunAsync("workflows", "delete", id, "--yes");
        Assert.Equal(0, (await cli.JsonAsync("workflows", "list")).GetArrayLength());
    }

    private static async Task<string> StartAsync(BridgeApp app, BridgeFolder folder, string deliveryId)
    {
        using var answer = await app.SendAsync(GitHubEvent.Signed(folder.WebhookSecret, deliveryId));
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        // A busy machine may take longer than a sender waits for.
        var delivery = await Wait.UntilAsync(
            () => app.DeliveryAsync(GitHubEvent.DeliveryId(deliveryId)), delivery => delivery.GetProperty("workflowExecutionId").ValueKind == JsonValueKind.String);
        return delivery.GetProperty("workflowExecutionId").GetString()!;
    }

    private static async Task<string?> StatusAsync(OperatorsTerminal cli, string executionId) =>
        (await cli.JsonAsync("executions", "get", executionId)).GetProperty("status").GetString();
}
