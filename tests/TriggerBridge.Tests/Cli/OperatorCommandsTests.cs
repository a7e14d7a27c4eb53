using System.Net;
using System.Text.Json;
using TriggerBridge.Operators;
using TriggerBridge.Tests.Polling;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Tests.Cli;

/// <summary><c>status</c>, <c>tail</c>, <c>polls</c>, <c>audit</c> and <c>openapi</c>.</summary>
public sealed class OperatorCommandsTests
{
    [Fact]
    public async Task The_apps_status_is_shown()
    {
        await using var app = await DeliveriesCommandTests.StartAsync();
        using var home = await CliHome.WithProfileAsync(app);

        CliHome.AssertMatches(
            $"""
            ^http://127.0.0.1:{app.Port} is Healthy

            bridge  state  version
            github  works  [0-9a-f]+

            tenant  executions today( +of)?
            acme    0( +[0-9]+)?
            $
            """,
            await home.OutputOfAsync("status"));
        Assert.Equal("Healthy", JsonElement.Parse(await home.OutputOfAsync("status", "--output", "json")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task What_keeps_an_app_from_working_is_told_and_ends_with_1()
    {
        await using var app = await DeliveriesCommandTests.StartAsync();
        using var home = await CliHome.WithProfileAsync(app);
        await home.OutputOfAsync("bridges", "pause", "github", "--reason", "ISC is down");
        app.WriteBridgeFile("broken.json", "{}");
        app.WriteBridgeFile("unready.json", """
            { "webhook": { "scheme": "github", "secret": "missing" }, "input": {}, "workflow": { "tenant": "acme", "id": "workflow", "credential": "client" } }
            """);
        await app.LookAtBridgesAsync();

        var run = await home.RunAsync("status");

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Contains(" is Degraded\n  broken: ", run.Output, StringComparison.Ordinal);
        CliHome.AssertMatches("\ngithub +paused +[0-9a-f]+ +ISC is down\n", run.Output);
        CliHome.AssertMatches("\nunready +works +[0-9a-f]+ +no secret missing\n", run.Output);
    }

    [Fact]
    public async Task Tail_shows_what_is_there_and_what_comes_until_it_is_ended()
    {
        await using var app = await DeliveriesCommandTests.StartAsync();
        using var home = await CliHome.WithProfileAsync(app);
        await DeliveriesCommandTests.SendAsync(app, "first", """{"a":1}""");
        await using var tail = new Tail(home);
        CliHome.AssertMatches($"^[:0-9]+Z  github  {DeliveryId.From("first")}  Started  organization  execution execution-1  Executions are not followed: the tenant has no read credential\\.$", await tail.NextAsync());

        app.Time.Advance(TimeSpan.FromSeconds(1));
        await DeliveriesCommandTests.SendAsync(app, "second", """{"a":2}""");
        Assert.Contains($"  github  {DeliveryId.From("second")}  Started  ", await tail.NextAsync(), StringComparison.Ordinal);

        Assert.Equal((0, ""), await tail.EndAsync());
    }

    [Theory]
    [InlineData("json")]
    [InlineData("ndjson")]
    public async Task Scripts_follow_by_lines_of_JSON(string format)
    {
        await using var app = await DeliveriesCommandTests.StartAsync();
        using var home = await CliHome.WithProfileAsync(app);
        await DeliveriesCommandTests.SendAsync(app, "first", """{"a":1}""");
        await using var tail = new Tail(home, "-o", format);

        Assert.Equal(DeliveryId.From("first"), JsonElement.Parse(await tail.NextAsync()).GetProperty("deliveryId").GetString());
        Assert.Equal((0, ""), await tail.EndAsync());
    }

    [Fact]
    public async Task Tail_goes_on_when_the_app_does_not_answer_for_a_while_and_shows_each_change_once()
    {
        var asked = 0;
        await using var app = await FakeOperatorApp.StartAsync((_, context) => Interlocked.Increment(ref asked) switch
        {
            1 => FakeOperatorApp.JsonAsync(context, Page("Received", 0)),
            2 => FakeOperatorApp.JsonAsync(context, """{"detail":"The ledger does not answer."}""", HttpStatusCode.ServiceUnavailable),
            3 => FakeOperatorApp.JsonAsync(context, Page("Started", 1)),
            _ => FakeOperatorApp.JsonAsync(context, Page("Completed", 2)),
        });
        using var home = await CliHome.WithProfileAsync(app.Address, ApiKey.Create());
        await using var tail = new Tail(home, "-o", "tsv", "--bridge", "github");

        var lines = new List<string>();
        for (var i = 0; i < 4; i++) lines.Add(await tail.NextAsync());
        var (exitCode, error) = await tail.EndAsync();

        Assert.Equal(0, exitCode);
        Assert.Equal(["status", "Received", "Started", "Completed"], lines.Select(line => line.Split('\t')[4]));
        var address = app.Address.AbsoluteUri.TrimEnd('/');
        Assert.Equal($"The app at {address} answers 503: The ledger does not answer. It is asked again.\nThe app at {address} answers again.\n", error);
        Assert.Contains("GET /api/deliveries?bridge=github&take=200", app.Requests);
    }

    [Fact]
    public async Task A_tail_that_may_not_look_ends()
    {
        await using var app = await DeliveriesCommandTests.StartAsync();
        using var home = await CliHome.WithProfileAsync(app);

        Assert.Equal(1, (await home.RunAsync("tail", "--key", "another")).ExitCode);
    }

    [Fact]
    public async Task Polls_are_listed_run_reset_and_previewed()
    {
        await using var app = await DeliveriesCommandTests.StartAsync();
        using var home = await CliHome.WithProfileAsync(app);
        app.WriteBridgeFile("rows.json", $$"""
            { "poll": {{PollText.Good}}, "input": { "event.$": "$" }, "workflow": { "tenant": "acme", "id": "workflow", "credential": "client" } }
            """);
        await app.LookAtBridgesAsync();
        app.Source.Add(2, app.Time.GetUtcNow());

        var preview = await home.OutputOfAsync("polls", "preview", "rows");
        var previewed = JsonElement.Parse(await home.OutputOfAsync("polls", "preview", "rows", "-o", "json"));
        var run = await home.OutputOfAsync("polls", "run", "rows");
        var ran = JsonElement.Parse(await home.OutputOfAsync("polls", "run", "rows", "-o", "json"));
        var unasked = await home.RunAsync("polls", "reset", "rows");
        var reset = await home.OutputOfAsync("polls", "reset", "rows", "--yes");
        var again = JsonElement.Parse(await home.OutputOfAsync("polls", "reset", "rows", "--yes", "-o", "json"));
        var list = await home.OutputOfAsync("polls", "list");
        var listed = JsonElement.Parse(await home.OutputOfAsync("polls", "list", "-o", "json"));

        Assert.EndsWith(" items. Nothing is recorded.\n", preview, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Array, previewed.GetProperty("items").ValueKind);
        Assert.StartsWith("bridge  schedule ", run, StringComparison.Ordinal);
        Assert.Equal("rows", ran.GetProperty("bridge").GetString());
        Assert.Equal(64, unasked.ExitCode);
        Assert.StartsWith("Have the poll of rows read again from where it began?", unasked.Error, StringComparison.Ordinal);
        Assert.Contains("Reset by an operator.", reset, StringComparison.Ordinal);
        Assert.Equal("Reset by an operator.", again.GetProperty("lastResult").GetString());
        Assert.Contains("\nrows ", list, StringComparison.Ordinal);
        Assert.Equal("rows", listed.GetProperty("items")[0].GetProperty("bridge").GetString());
        Assert.Equal(new CliRun(1, "", "No bridge of this name has a poll.\n"), await home.RunAsync("polls", "run", "github"));
    }

    [Fact]
    public async Task The_audit_trail_is_shown()
    {
        await using var app = await FakeOperatorApp.StartAsync((_, context) => FakeOperatorApp.JsonAsync(context, """
            {
              "items": [
                { "id": "2", "at": "2026-06-01T12:00:00Z", "actor": { "kind": "entra", "id": "0f", "name": "anna" }, "address": "192.0.2.1", "action": "deliveries.replay", "target": { "bridge": "github", "deliveryId": null }, "reason": "again", "result": "done", "status": 200, "count": 12, "endedAt": null },
                { "id": "1", "at": "2026-06-01T11:00:00Z", "actor": { "kind": "key", "id": "ci", "name": "ci" }, "address": "192.0.2.2", "action": "signIn.refused", "target": null, "reason": null, "result": "refused", "status": 401, "count": 1, "endedAt": null }
              ],
              "continuation": null
            }
            """));
        using var home = await CliHome.WithProfileAsync(app.Address, ApiKey.Create());
        home.Variables["TZ"] = "UTC";

        var text = await home.OutputOfAsync("audit", "--from", "2026-06-01T00:00Z", "--actor", "anna & ben", "--action", "delivery.replay", "--bridge", "github");
        var json = JsonElement.Parse(await home.OutputOfAsync("audit", "--all", "-o", "json"));

        Assert.Equal(
            """
            when        who   action             result   bridge  count  from       reason
            2026-06-01  anna  deliveries.replay  done     github  12     192.0.2.1  again
            2026-06-01  ci    signIn.refused     refused                 192.0.2.2

            """.ReplaceLineEndings("\n"),
            text);
        Assert.Equal("anna", json.GetProperty("items")[0].GetProperty("actor").GetProperty("name").GetString());
        Assert.Equal(["GET /api/audit?from=2026-06-01T00%3A00%3A00Z&action=delivery.replay&actor=anna%20%26%20ben&bridge=github&take=50", "GET /api/audit?take=200"], app.Requests);
    }

    [Fact]
    public async Task The_description_of_the_API_is_printed()
    {
        await using var app = await FakeOperatorApp.StartAsync((path, context) => path == "openapi.json" ? FakeOperatorApp.JsonAsync(context, """{"openapi":"3.1.0"}""") : FakeOperatorApp.JsonAsync(context, "", HttpStatusCode.NotFound));
        using var home = await CliHome.WithProfileAsync(app.Address, ApiKey.Create());

        Assert.Equal("{\n  \"openapi\": \"3.1.0\"\n}\n", await home.OutputOfAsync("openapi"));
    }

    private static string Page(string status, int second) =>
        $$"""{"items":[{"bridge":"github","deliveryId":"1","status":"{{status}}","receivedAt":"2026-06-01T00:00:00Z","updatedAt":"2026-06-01T00:00:0{{second}}Z"}],"continuation":null}""";

    /// <summary>The command, until it is ended as Ctrl-C does.</summary>
    private sealed class Tail : IAsyncDisposable
    {
        private readonly Lines _output = new();
        private readonly StringWriter _error = new();
        private readonly CancellationTokenSource _end = new();
        private readonly Task<int> _running;

        public Tail(CliHome home, params string[] args) => _running = TriggerBridge.Cli.CommandLine.RunAsync(["tail", .. args], _output, _error, home.Environment, _end.Token);

        public Task<string> NextAsync() => _output.NextAsync();

        public async Task<(int ExitCode, string Error)> EndAsync()
        {
            await _end.CancelAsync();
            return (await _running, _error.ToString());
        }

        public async ValueTask DisposeAsync()
        {
            await EndAsync();
            _end.Dispose();
            await _output.DisposeAsync();
            await _error.DisposeAsync();
        }
    }

    /// <summary>Lines that are waited for.</summary>
    private sealed class Lines : StringWriter
    {
        private readonly System.Threading.Channels.Channel<string> _lines = System.Threading.Channels.Channel.CreateUnbounded<string>();

        public async Task<string> NextAsync() => await _lines.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(2));

        public override void Flush() => Take();

        public override Task FlushAsync()
        {
            Take();
            return Task.CompletedTask;
        }

        private void Take()
        {
            var text = GetStringBuilder().ToString();
            if (!text.EndsWith('\n')) return;
            foreach (var line in text.TrimEnd('\n').Split('\n')) _lines.Writer.TryWrite(line);
            GetStringBuilder().Clear();
        }
    }
}
