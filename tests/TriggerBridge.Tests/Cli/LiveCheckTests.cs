using System.Text.Json;
using TriggerBridge.Tests.Bridges;

namespace TriggerBridge.Tests.Cli;

/// <summary><c>bridges check --live</c>, run as a program against the simulator.</summary>
public sealed class LiveCheckTests(CliTenant tenant) : IClassFixture<CliTenant>, IDisposable
{
    private const string Workflow = """
        {
          "name": "Leaver",
          "trigger": { "type": "EXTERNAL", "attributes": { "name": "hr" } },
          "definition": {
            "start": "Find",
            "steps": {
              "Find": { "type": "action", "actionId": "sp:get-identity", "attributes": { "login.$": "$.trigger.login", "text": "of {{$.trigger['department']}}, {{ $.trigger.input.login }}", "n.$": "$.trigger.login.length()" }, "nextStep": "End" },
              "End": { "type": "success" }
            }
          }
        }
        """;

    private readonly BridgeFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Where_all_is_there_nothing_is_found()
    {
        await ProvisionAsync(workflow: Workflow.Replace("$.trigger['department']", "$.trigger.login", StringComparison.Ordinal));
        tenant.AddSecret("live-hook", "\"s\"");

        Assert.Equal(new CliRun(0, "no errors in 1: leavers\n", ""), await CheckAsync("--live"));
    }

    [Fact]
    public async Task What_is_missing_is_told_with_what_to_do()
    {
        _folder.Add("leavers.json", Bridge("no-such-workflow", secret: "\"no-hook\"", credential: "no-client"));

        Assert.Equal(0, (await CheckAsync()).ExitCode);
        var run = await CheckAsync("--live");

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Contains("  $.webhook.secret there is no secret 'no-hook' in ", run.Output, StringComparison.Ordinal);
        Assert.Contains(": store it there as the other side has it\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("  $.workflow.credential there is no secret 'no-client' in ", run.Output, StringComparison.Ordinal);
        Assert.Contains(": 'provision leavers' makes it\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("  $.workflow.id tenant acme has no such workflow: 'workflows list' shows those that it has\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workflow_that_is_disabled_or_has_another_client_is_an_error()
    {
        var id = await ProvisionAsync();
        tenant.AddSecret("live-hook", "\"s\"");
        await tenant.JsonAsync("workflows", "disable", id);
        tenant.AddSecret("live-client", """{ "id": "another", "secret": "s" }""");

        var run = await CheckAsync("--live");

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Contains($"  $.workflow.id workflow Leaver is disabled, and starts nothing: 'workflows enable {id}' switches it on\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("  $.workflow.credential secret 'live-client' holds client another, and workflow Leaver is started by ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workflow_without_an_external_trigger_is_an_error()
    {
        var id = await tenant.CreateWorkflowAsync(Workflow.Replace("\"EXTERNAL\"", "\"EVENT\"", StringComparison.Ordinal).Replace("\"name\": \"hr\"", "\"id\": \"idn:identity-created\"", StringComparison.Ordinal));
        _folder.Add("leavers.json", Bridge(id));

        Assert.Contains("  $.workflow.id workflow Leaver is not started by an external trigger but by EVENT: give it one\n", (await CheckAsync("--live")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_a_secret_is_replaced_one_of_two_will_do()
    {
        await ProvisionAsync(secret: """["live-hook", "live-next"]""");
        tenant.AddSecret("live-hook", "\"s\"");

        var run = await CheckAsync("--live");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("  $.webhook.secret warning: there is no secret 'live-next' in ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_workflow_reads_and_the_input_never_has_is_a_warning_and_so_is_what_no_step_reads()
    {
        await ProvisionAsync(input: """{ "login.$": "$.login", "manager": { "mail.$": "$.manager.mail" } }""");
        tenant.AddSecret("live-hook", "\"s\"");

        var run = await CheckAsync("--live");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("  $.input warning: step 'Find' of workflow Leaver reads $.trigger['department'], which the input never has\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("  $.input warning: no step of workflow Leaver reads 'manager.mail'\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_workflow_that_takes_the_input_as_a_whole_nothing_is_unread()
    {
        await ProvisionAsync(workflow: Workflow.Replace("$.trigger['department']", "$.trigger", StringComparison.Ordinal), input: """{ "login.$": "$.login", "manager": { "mail.$": "$.manager.mail" } }""");
        tenant.AddSecret("live-hook", "\"s\"");

        Assert.Equal(new CliRun(0, "no errors in 1: leavers\n", ""), await CheckAsync("--live"));
    }

    [Fact]
    public async Task What_the_workflow_reads_and_no_sample_gives_is_a_warning()
    {
        await ProvisionAsync(workflow: Workflow.Replace("$.trigger['department']", "$.trigger['person'].department", StringComparison.Ordinal), input: """{ "login.$": "$.login", "person.$": "$" }""");
        tenant.AddSecret("live-hook", "\"s\"");
        Directory.CreateDirectory(Path.Combine(_folder.Location, "samples"));
        _folder.Add("samples/leavers.event.json", """{"login":"a"}""");

        var run = await CheckAsync("--live", "-o", "json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var warning = Assert.Single(JsonElement.Parse(run.Output).GetProperty("warnings").EnumerateArray());
        Assert.Equal(
            ("$.input", "step 'Find' of workflow Leaver reads $.trigger['person'].department, which is not in the input that is made of leavers.event.json"),
            (warning.GetProperty("path").GetString(), warning.GetProperty("problem").GetString()));
    }

    [Fact]
    public async Task A_disabled_bridge_may_wait_for_what_it_needs()
    {
        _folder.Add("leavers.json", BridgeText.With("enabled", "false", Bridge("no-such-workflow")));

        Assert.Equal(0, (await CheckAsync("--live")).ExitCode);
    }

    [Fact]
    public async Task A_tenant_that_is_not_set_up_ends_it()
    {
        _folder.Add("leavers.json", BridgeText.With("workflow.tenant", "\"umbrella\""));

        Assert.Equal(new CliRun(78, "", "There are no settings for tenant 'umbrella': give --tenant with one of acme.\n"), await CheckAsync("--live"));

        _folder.Add("movers.json", "{");
        var run = await CheckAsync("--live");
        Assert.Equal(78, run.ExitCode);
        Assert.Contains("movers.json\n", run.Output, StringComparison.Ordinal);
    }

    private async Task<string> ProvisionAsync(string secret = "\"live-hook\"", string workflow = Workflow, string? input = null)
    {
        tenant.ForgetSecret("live-hook");
        var id = await tenant.CreateWorkflowAsync(workflow);
        _folder.Add("leavers.json", input is null ? Bridge(id, secret) : BridgeText.With("input", input, Bridge(id, secret)));
        var run = await tenant.RunAsync("provision", "leavers", "--bridges", _folder.Location, "--yes");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        await tenant.JsonAsync("workflows", "enable", id);
        return id;
    }

    private Task<CliRun> CheckAsync(params string[] options) => tenant.RunAsync(["bridges", "check", _folder.Location, .. options]);

    private static string Bridge(string workflow, string secret = "\"live-hook\"", string credential = "live-client") =>
        BridgeText.With("webhook.secret", secret, CliTenant.Bridge(workflow, credential));
}
