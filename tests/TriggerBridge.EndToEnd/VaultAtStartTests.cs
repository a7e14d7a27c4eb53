using System.Net;
using TriggerBridge.EndToEnd.Testing;

namespace TriggerBridge.EndToEnd;

/// <summary>
/// The first look at the vault: what it says, and that nothing of it ends the app. What takes long is a class of its own, so that it runs side by side.
/// </summary>
public abstract class VaultAtStart
{
    private protected static Task<string> SaidAsync(BridgeApp app, string text) =>
        Wait.UntilAsync(() => Task.FromResult(app.Output), output => output.Contains(text, StringComparison.Ordinal));

    private protected static async Task<HttpStatusCode> AnswerAsync(LocalSystem system, string id, string bridge = BridgeFolder.Bridge)
    {
        using var request = GitHubEvent.Signed(system.Folder.WebhookSecret, id);
        request.RequestUri = new Uri("/api/hooks/" + bridge, UriKind.Relative);
        using var answer = await system.App.SendAsync(request);
        return answer.StatusCode;
    }
}

public sealed class VaultRefusalTests : VaultAtStart
{
    [Theory]
    [InlineData(403, "ForbiddenByRbac", "the identity lacks the role 'Key Vault Secrets User' on the vault (403); assign it")]
    [InlineData(403, "ForbiddenByFirewall", "the vault's network rules do not let this app in (403); allow its subnet or address")]
    [InlineData(401, null, "the identity must belong to the vault's own Entra tenant")]
    public async Task A_vault_that_refuses_is_told_with_one_line_and_what_to_do_and_events_wait_until_it_is_mended(int status, string? code, string remedy)
    {
        var folder = new BridgeFolder();
        await using var azure = await FakeAzure.StartAsync(folder);
        azure.Fault = new VaultFault(status, code);
        await using var system = await LocalSystem.StartAsync(settings: azure.Environment(), folder: folder, isHosted: true);

        var output = await SaidAsync(system.App, $"{FakeAzure.VaultHost} refuses");
        var line = Assert.Single(output.Split('\n'), each => each.Contains($"{FakeAzure.VaultHost} refuses", StringComparison.Ordinal));
        Assert.Contains("github-webhook-secret, isc-member-removed", line, StringComparison.Ordinal);
        Assert.Contains(remedy, line, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AnswerAsync(system, "event-1"));
        azure.Fault = null;

        Assert.Equal(HttpStatusCode.Accepted, await Wait.UntilAsync(() => AnswerAsync(system, "event-1"), answer => answer is not HttpStatusCode.ServiceUnavailable));
        Assert.Empty(system.App.Host.ExitCodes);
    }
}

public sealed class VaultWarningTests : VaultAtStart
{
    [Theory]
    [InlineData(429, null, "the vault is throttling this app (429)")]
    [InlineData(503, null, "the vault answered 503")]
    [InlineData(403, "SecretDisabled", "the secret is disabled in the vault (403)")]
    public async Task What_may_pass_or_is_one_secrets_affair_is_a_warning_for_each_secret_and_the_app_runs_on(int status, string? code, string warning)
    {
        var folder = new BridgeFolder();
        await using var azure = await FakeAzure.StartAsync(folder);
        azure.Fault = new VaultFault(status, code);
        await using var system = await LocalSystem.StartAsync(settings: azure.Environment(), folder: folder);

        foreach (var secret in (string[])["github-webhook-secret", "isc-member-removed"])
            await SaidAsync(system.App, $"Secret '{secret}' cannot be read: {warning}");
        azure.Fault = null;

        Assert.Equal(HttpStatusCode.Accepted, await Wait.UntilAsync(() => AnswerAsync(system, "event-1"), answer => answer is not HttpStatusCode.ServiceUnavailable));
    }
}

public sealed class VaultAtStartTests : VaultAtStart
{
    private const string Unknown = "second";

    [Fact]
    public async Task Secrets_come_from_Key_Vault_by_the_apps_managed_identity()
    {
        var folder = new BridgeFolder();
        await using var azure = await FakeAzure.StartAsync(folder);
        await using var system = await LocalSystem.StartAsync(settings: azure.Environment(), folder: folder, isHosted: true);

        Assert.Equal(HttpStatusCode.Accepted, await AnswerAsync(system, "event-1"));

        Assert.Contains("/secrets/github-webhook-secret", azure.SecretsRead);
        Assert.Contains("/secrets/isc-member-removed", azure.SecretsRead);
    }

    [Fact]
    public async Task A_vault_that_does_not_answer_keeps_nobody_waiting_who_needs_no_secret()
    {
        var folder = new BridgeFolder();
        await using var azure = await FakeAzure.StartAsync(folder);
        var gate = new TaskCompletionSource();
        azure.Gate = gate.Task;
        await using var system = await LocalSystem.StartAsync(settings: azure.Environment(), folder: folder);

        await Wait.UntilAsync(() => Task.FromResult(azure.SecretsRead.Count), asked => asked > 0);
        using var health = await system.App.GetAsync("/api/health");
        gate.SetResult();

        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, await AnswerAsync(system, "event-1"));
    }

    [Fact]
    public async Task Each_missing_secret_of_an_enabled_bridge_has_a_line_and_the_app_runs_on()
    {
        var folder = WithUnknownSecrets();
        folder.WriteBridge("third", Bridge("of-no-interest", more: "\"enabled\": false,"));
        await using var azure = await FakeAzure.StartAsync(folder);
        await using var system = await LocalSystem.StartAsync(settings: azure.Environment(), folder: folder);

        foreach (var secret in (string[])["not-stored", "not-stored-client"])
            await SaidAsync(system.App, $"There is no secret named '{secret}' in {FakeAzure.VaultHost}: store it there");

        Assert.Equal(HttpStatusCode.Accepted, await AnswerAsync(system, "event-1"));
        Assert.DoesNotContain(azure.SecretsRead, path => path.Contains("of-no-interest", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_vault_that_refuses_later_does_not_end_the_app()
    {
        var folder = WithUnknownSecrets();
        await using var azure = await FakeAzure.StartAsync(folder);
        await using var system = await LocalSystem.StartAsync(settings: azure.Environment(), folder: folder);
        foreach (var secret in (string[])["not-stored", "not-stored-client"])
            await SaidAsync(system.App, $"There is no secret named '{secret}'");

        azure.Fault = new VaultFault(403, "ForbiddenByRbac");
        await Wait.UntilAsync(
            () => AnswerAsync(system, "event-1", Unknown),
            answer => answer is HttpStatusCode.ServiceUnavailable && system.App.Output.Contains("'not-stored' cannot be read: the identity lacks the role", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.Accepted, await AnswerAsync(system, "event-2"));
    }

    private static BridgeFolder WithUnknownSecrets()
    {
        var folder = new BridgeFolder();
        folder.WriteBridge(Unknown, Bridge("not-stored"));
        return folder;
    }

    private static string Bridge(string secret, string more = "") => $$"""
        {
          {{more}}
          "webhook": { "scheme": "github", "secret": "{{secret}}" },
          "input": { "login.$": "$.membership.user.login" },
          "workflow": { "tenant": "acme", "id": "{{BridgeFolder.WorkflowId}}", "credential": "{{secret}}-client" }
        }
        """;
}
