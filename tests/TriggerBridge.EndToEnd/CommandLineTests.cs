using System.Globalization;
using System.Net;
using System.Text.Json;
using TriggerBridge.EndToEnd.Testing;

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
        var tables = await SharedAzurite.TakeAccountAsync();
        await using var tenant = await Simulator.StartAsync(arguments: ["--complete-after", "00:00:08"]);
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

        await using var app = await BridgeApp.StartAsync(folder, tables, tenant.Url);
        var executionId = await StartAsync(app, folder, "first");
        await CancelOneAsync(cli, app, folder);

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

    // On a busy machine an execution may end before the command has begun: then the next one is canceled.
    private static async Task CancelOneAsync(OperatorsTerminal cli, BridgeApp app, BridgeFolder folder)
    {
        var events = 0;
        await Wait.UntilAsync(
            async () =>
            {
                var id = await StartAsync(app, folder, string.Create(CultureInfo.InvariantCulture, $"to be canceled {++events}"));
                await cli.TryRunAsync("executions", "cancel", id);
                return await StatusAsync(cli, id);
            },
            status => status is "Canceled");
    }

    private static async Task<string?> StatusAsync(OperatorsTerminal cli, string executionId) =>
        (await cli.JsonAsync("executions", "get", executionId)).GetProperty("status").GetString();
}
