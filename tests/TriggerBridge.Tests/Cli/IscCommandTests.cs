using System.Text.Json;

namespace TriggerBridge.Tests.Cli;

/// <summary>The commands on a tenant, run as programs against the simulator: their settings are environment variables.</summary>
public sealed class IscCommandTests(CliTenant tenant) : IClassFixture<CliTenant>
{
    private const string Workflow = """{"name":"Leaver","trigger":{"type":"EXTERNAL","attributes":{"name":"hr"}},"definition":{"start":"End","steps":{"End":{"type":"success"}}}}""";

    [Fact]
    public async Task A_workflow_is_created_provisioned_used_and_deleted()
    {
        var id = await tenant.CreateWorkflowAsync(Workflow);
        tenant.Files.Add("leavers.json", CliTenant.Bridge(id, "leavers-credential"));

        var plan = await tenant.RunAsync("provision", "leavers", "--bridges", tenant.Files.Location, "--dry-run");
        Assert.Equal((0, ""), (plan.ExitCode, plan.Error));
        Assert.Contains("1. generate a new OAuth client", plan.Output, StringComparison.Ordinal);
        var stays = $"The workflow is disabled and stays so, and starts nothing: 'workflows enable {id}' switches it on.\n";
        Assert.EndsWith(stays, plan.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("leavers-credential", tenant.SecretsText, StringComparison.Ordinal);

        var provisioned = await tenant.RunAsync("provision", "leavers", "--bridges", tenant.Files.Location);
        Assert.Equal((0, ""), (provisioned.ExitCode, provisioned.Error));
        Assert.Contains("✓ verify it", provisioned.Output, StringComparison.Ordinal);
        Assert.EndsWith(stays, provisioned.Output, StringComparison.Ordinal);
        var first = tenant.Secret("leavers-credential")["id"]!.GetValue<string>();
        var secret = tenant.Secret("leavers-credential")["secret"]!.GetValue<string>();
        Assert.DoesNotContain(secret, provisioned.Output, StringComparison.Ordinal);

        // Again, now that the workflow is enabled: it has to be agreed to, and the old credential stays readable.
        Assert.Contains("enabled yes", Squeeze((await tenant.RunAsync("workflows", "enable", id)).Output), StringComparison.Ordinal);
        var refused = await tenant.RunAsync("provision", "leavers", "--bridges", tenant.Files.Location);
        Assert.Equal(64, refused.ExitCode);
        Assert.Contains("give --yes", refused.Error, StringComparison.Ordinal);
        var again = await tenant.RunAsync("provision", "leavers", "--bridges", tenant.Files.Location, "--yes", "--output", "json");
        Assert.Equal((0, ""), (again.ExitCode, again.Error));
        Assert.Equal(5, JsonElement.Parse(again.Output).GetProperty("done").GetInt32());
        Assert.True(JsonElement.Parse(again.Output).GetProperty("enabledAfterwards").GetBoolean());
        Assert.Equal(first, tenant.Secret("leavers-credential-previous")["id"]!.GetValue<string>());
        Assert.NotEqual(first, tenant.Secret("leavers-credential")["id"]!.GetValue<string>());

        var executionId = await tenant.ExecuteAsync(id, tenant.Secret("leavers-credential"), """{"input":{"login":"octocat"}}""");
        var executions = await tenant.JsonAsync("executions", "list", id);
        Assert.Equal(executionId, executions[0].GetProperty("id").GetString());
        // A bridge's name or file will do for its workflow's id; a status in any case.
        foreach (var bridge in new[] { "leavers", Path.Combine(tenant.Files.Location, "leavers.json") })
        {
            var ofBridge = await tenant.JsonAsync("executions", "list", bridge, "--bridges", tenant.Files.Location, "--status", executions[0].GetProperty("status").GetString()!.ToLowerInvariant());
            Assert.Equal(executionId, ofBridge[0].GetProperty("id").GetString());
        }

        Assert.Contains("octocat", (await tenant.RunAsync("executions", "history", executionId)).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await tenant.RunAsync("executions", "cancel", executionId)).ExitCode);
        Assert.Equal("Canceled", (await tenant.JsonAsync("executions", "get", executionId)).GetProperty("status").GetString());

        await tenant.RunAsync("workflows", "disable", id);
        Assert.Equal(64, (await tenant.RunAsync("workflows", "delete", id)).ExitCode);
        Assert.Contains("is deleted", (await tenant.RunAsync("workflows", "delete", id, "--yes")).Output, StringComparison.Ordinal);
        Assert.DoesNotContain(id, (await tenant.RunAsync("workflows", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_update_keeps_the_client_that_its_file_does_not_name()
    {
        var id = await tenant.CreateWorkflowAsync(Workflow);
        tenant.Files.Add("kept.json", CliTenant.Bridge(id));
        await tenant.RunAsync("provision", "kept", "--bridges", tenant.Files.Location);
        var client = (await tenant.JsonAsync("workflows", "get", id)).GetProperty("trigger").GetProperty("attributes").GetProperty("clientId").GetString();

        tenant.Files.Add("workflow.json", Workflow.Replace("Leaver", "Retired", StringComparison.Ordinal));
        var updated = await tenant.JsonAsync("workflows", "update", id, Path.Combine(tenant.Files.Location, "workflow.json"));

        Assert.Equal("Retired", updated.GetProperty("name").GetString());
        Assert.Equal(client, updated.GetProperty("trigger").GetProperty("attributes").GetProperty("clientId").GetString());
    }

    [Fact]
    public async Task Subscriptions_and_invocations_are_managed()
    {
        tenant.Files.Add("subscription.json", """{"name":"Approvers","triggerId":"idn:access-request-dynamic-approver","type":"HTTP","httpConfig":{"url":"https://x.example","httpDispatchMode":"ASYNC"}}""");
        var subscription = await tenant.JsonAsync("subscriptions", "create", Path.Combine(tenant.Files.Location, "subscription.json"));
        var id = subscription.GetProperty("id").GetString()!;

        var hidden = await tenant.JsonAsync("invocations", "test", "idn:access-request-dynamic-approver");
        Assert.Equal("***", hidden[0].GetProperty("secret").GetString());
        var shown = await tenant.JsonAsync("invocations", "test", "idn:access-request-dynamic-approver", "--show-secret");
        tenant.Files.Add("answer.json", $$"""{ "secret": "{{shown[0].GetProperty("secret").GetString()}}", "output": { } }""");
        var completed = await tenant.RunAsync("invocations", "complete", shown[0].GetProperty("id").GetString()!, Path.Combine(tenant.Files.Location, "answer.json"));
        Assert.Equal((0, ""), (completed.ExitCode, completed.Error));

        tenant.Files.Add("patch.json", """[{"op":"add","path":"/description","value":"whoever asks"}]""");
        Assert.Equal("whoever asks", (await tenant.JsonAsync("subscriptions", "patch", id, Path.Combine(tenant.Files.Location, "patch.json"))).GetProperty("description").GetString());
        Assert.Equal(0, (await tenant.RunAsync("subscriptions", "delete", id, "-y")).ExitCode);
        Assert.Contains("sp:http", (await tenant.RunAsync("library", "actions")).Output, StringComparison.Ordinal);
        Assert.Contains("idn:identity-created", (await tenant.RunAsync("triggers", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provisioned_bridge_may_be_given_as_its_file()
    {
        var id = await tenant.CreateWorkflowAsync(Workflow);
        tenant.Files.Add("by-file.json", CliTenant.Bridge(id, "by-file-credential"));

        var report = await tenant.JsonAsync("provision", Path.Combine(tenant.Files.Location, "by-file.json"));

        Assert.Equal((3, false), (report.GetProperty("done").GetInt32(), report.GetProperty("enabledAfterwards").GetBoolean()));
    }

    [Theory]
    [InlineData("{ \"name\": ", "not JSON at line 1, byte ")]
    [InlineData("{ \"name\": \"x\", \"enabled\": \"yes\" }", "the value at $.enabled is not what ISC takes there, or lacks something")]
    public async Task A_file_that_ISC_cannot_take_is_told_without_the_programs_types(string text, string expected)
    {
        tenant.Files.Add("wrong.json", text);

        var run = await tenant.RunAsync("workflows", "create", Path.Combine(tenant.Files.Location, "wrong.json"));

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("BytePositionInLine", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_id_is_one_line()
    {
        var run = await tenant.RunAsync("workflows", "get", "nobody");

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("refused getWorkflow with 404", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.Contains("   at ", (await tenant.RunAsync("workflows", "get", "nobody", "--verbose")).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wrong-credential", 77, "ISC refused the credential 'wrong-credential'")]
    [InlineData("external-credential", 77, "needs the scope sp:workflow:read")]
    [InlineData("no-such-secret", 78, "There is no secret named 'no-such-secret'")]
    [InlineData("not-a-credential", 78, "Secret 'not-a-credential' is no credential")]
    public async Task A_credential_that_will_not_do_is_one_line(string credential, int exitCode, string expected)
    {
        var run = await tenant.RunAsync("workflows", "list", "--credential", credential);

        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Without_a_tenant_it_is_said_what_to_set()
    {
        var unknown = await tenant.RunAsync("workflows", "list", "--tenant", "nobody");
        Assert.Equal(78, unknown.ExitCode);
        Assert.Contains("There are no settings for tenant 'nobody': give --tenant with one of acme.", unknown.Error, StringComparison.Ordinal);

        var none = await CliRun.OfProgramAsync("workflows", "list");
        Assert.Equal(78, none.ExitCode);
        Assert.Contains("TriggerBridge__", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_in_the_middle_says_what_was_done_and_how_to_go_on()
    {
        var id = await tenant.CreateWorkflowAsync(Workflow);
        tenant.Files.Add("stopped.json", CliTenant.Bridge(id));
        await tenant.RunAsync("workflows", "enable", id);
        await tenant.SetFaultsAsync("""[{"on":"test","status":500,"times":1}]""");

        var run = await tenant.RunAsync("provision", "stopped", "--bridges", tenant.Files.Location, "--yes");

        Assert.Equal(69, run.ExitCode);
        Assert.Contains("Could not verify it", run.Error, StringComparison.Ordinal);
        Assert.Contains("Done so far: disable workflow Leaver; generate a new OAuth client; store it as 'hr-credential'", run.Error, StringComparison.Ordinal);
        Assert.Contains($"'workflows enable {id}' switches it on", run.Error, StringComparison.Ordinal);
    }

    private static string Squeeze(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
