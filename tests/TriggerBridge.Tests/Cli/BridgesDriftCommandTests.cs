using System.Text.Json;
using TriggerBridge.Bridges;
using TriggerBridge.Drift;
using TriggerBridge.Ledger;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Cli;

/// <summary><c>bridges drift</c> against the app on a real server, and a simulated tenant.</summary>
public sealed class BridgesDriftCommandTests(CliTenant tenant) : IClassFixture<CliTenant>
{
    private static readonly string Key = TestApp.Key;
    private const string Leaver = """
        {
          "name": "Leaver",
          "trigger": { "type": "EXTERNAL", "attributes": { "name": "hr" } },
          "definition": {
            "start": "Find",
            "steps": {
              "Find": { "type": "action", "actionId": "sp:get-identity", "attributes": { "login.$": "$.trigger.login", "text": "of {{$.trigger.mail}}" }, "nextStep": "End" },
              "End": { "type": "success" }
            }
          }
        }
        """;

    [Fact]
    public async Task What_has_changed_is_shown_with_who_reads_it()
    {
        await using var app = await StartAsync("workflow");
        await SeeAsync(app, 25, """{"user":{"login":"a","id":1}}""");
        await SeeAsync(app, 12, """{"user":{"id":"1"}}""");

        var run = await RunAsync(app);

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Matches(
            """
            ^organization \(37 events since [^)]+\)
              \$\.user\.login is in none of the last 12 events; before, it was in all 25, the last time \S+
                read at \$\.input\['login\.\$'\]
              \$\.user\.id is a text in all of 12 events since \S+; before, it was a number
            2 changes in 37 events of leavers, 1 in what it reads
            The workflow's steps were not looked at: no tenant is set up here\.
            $
            """.ReplaceLineEndings("\n"),
            run.Output);
    }

    [Fact]
    public async Task Scripts_get_it_as_JSON()
    {
        await using var app = await StartAsync("workflow");
        await SeeAsync(app, 25, """{"user":{"login":"a"}}""");
        await SeeAsync(app, 1, """{"user":{}}""");

        var run = await RunAsync(app, "--output", "json");

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        var change = JsonElement.Parse(run.Output).GetProperty("events").GetProperty("types")[0].GetProperty("changes")[0];
        Assert.Equal(("Rarer", "$.user.login", 25, 1, 0), (
            change.GetProperty("kind").GetString(), change.GetProperty("path").GetString(), change.GetProperty("eventsBefore").GetInt32(), change.GetProperty("events").GetInt32(), change.GetProperty("with").GetInt32()));
    }

    [Fact]
    public async Task Where_nothing_has_changed_it_says_so()
    {
        await using var app = await StartAsync("workflow");
        Assert.StartsWith("No events of leavers have been looked at yet.\n", (await RunAsync(app)).Output, StringComparison.Ordinal);
        await SeeAsync(app, 25, """{"user":{"login":"a"}}""");

        var run = await RunAsync(app, "--since", "7d");

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("nothing has changed in 25 events of leavers\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_accepted_is_usual()
    {
        await using var app = await StartAsync("workflow");
        await SeeAsync(app, 25, """{"user":{"login":"a"}}""");
        await SeeAsync(app, 12, """{"user":{}}""");

        Assert.Equal(new CliRun(0, "What the events of leavers look like now counts as usual.\n", ""), await RunAsync(app, "--accept"));
        Assert.Equal(0, (await RunAsync(app)).ExitCode);
        Assert.Contains(app.Logs.All, line => line.StartsWith("What the events of bridge leavers look like now is accepted as usual", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_workflow_reads_and_does_not_get_is_shown_and_what_it_no_longer_reads()
    {
        var workflow = await tenant.CreateWorkflowAsync(Leaver);
        await using var app = await StartAsync(workflow);
        await SeeAsync(app, 3, """{"user":{"login":"a"}}""");

        var run = await tenant.RunAsync("bridges", "drift", "leavers", "--app", $"http://127.0.0.1:{app.Port}", "--key", Key);

        Assert.Equal(
            new CliRun(1, "workflow Leaver\n  step 'Find' reads $.trigger.mail, which the input never has\n  no step reads 'department'\nnothing has changed in 3 events of leavers\n", ""), run);
    }

    [Fact]
    public async Task What_the_app_does_not_do_is_told()
    {
        await using var app = await StartAsync("workflow");

        Assert.Equal(new CliRun(1, "", $"The app at http://127.0.0.1:{app.Port} has no bridge movers, or is an older one.\n"), await CliRun.InProcessAsync(
            "bridges", "drift", "movers", "--app", $"http://127.0.0.1:{app.Port}", "--key", Key));
        Assert.Equal(new CliRun(1, "", $"The app at http://127.0.0.1:{app.Port} answers 401 to whoever asks for what has changed in a bridge's events: is the key one of its keys?\n"), await CliRun.InProcessAsync(
            "bridges", "drift", "leavers", "--app", $"http://127.0.0.1:{app.Port}", "--key", "another"));
    }

    private static async Task<TestApp> StartAsync(string workflow)
    {
        var app = await TestApp.StartForProgramsAsync("""{ "scheme": "github", "secret": "hook" }""", $$"""{ "hook": "h", "client": { "id": "external", "secret": "s" }, "admin": "{{Key}}" }""");
        app.WriteBridgeFile("leavers.json", $$"""
            {
              "webhook": { "scheme": "github", "secret": "hook" },
              "input": { "login.$": "$.user.login", "department": "IT" },
              "workflow": { "tenant": "acme", "id": "{{workflow}}", "credential": "client" }
            }
            """);
        await app.LookAtBridgesAsync();
        return app;
    }

    private static async Task SeeAsync(TestApp app, int count, string json)
    {
        Assert.True(app.Get<BridgeCatalog>().TryFind("leavers", out var bridge));
        var context = EventContext.WithoutRequest(JsonElement.Parse(json), "leavers", app.Time.GetUtcNow()) with { EventType = "organization" };
        for (var i = 0; i < count; i++) app.Get<ShapeWatch>().Offer(bridge, context, EventSource.Webhook, isWanted: true);
        await app.Get<ShapeWatch>().WriteAsync();
    }

    private static Task<CliRun> RunAsync(TestApp app, params string[] options) =>
        CliRun.InProcessAsync(["bridges", "drift", "leavers", "--app", $"http://127.0.0.1:{app.Port}", "--key", Key, .. options]);
}
