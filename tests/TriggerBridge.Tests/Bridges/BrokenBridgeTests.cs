using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using TriggerBridge.Ledger;
using TriggerBridge.Maintenance;
using TriggerBridge.Tests.Polling;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Bridges;

/// <summary>A bridge whose file has errors: it waits to be mended, and all others work.</summary>
public sealed class BrokenBridgeTests
{
    private const string Broken = "broken";
    private const string Wrong = """{ "wehbook": {} }""";
    private const string RecordOnly = "\"dispatchBudget\": \"00:00:00\",";

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(75);
    private static readonly TimeSpan Retention = TimeSpan.FromDays(90);

    [Theory]
    [InlineData("POST")]
    [InlineData("GET")]
    public async Task Its_address_answers_503_with_RetryAfter_and_says_nothing_about_the_file(string method)
    {
        await using var app = await TestApp.StartAsync();
        await app.RestartWithFileAsync(Broken, Wrong);

        using var request = new HttpRequestMessage(new HttpMethod(method), $"/api/hooks/{Broken}");
        using var answer = await app.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(TimeSpan.FromMinutes(1), answer.Headers.RetryAfter?.Delta);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains("The bridge is not ready.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("wehbook", text, StringComparison.Ordinal);
        Assert.DoesNotContain(".json", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_other_bridges_work_and_an_unknown_one_is_still_404()
    {
        await using var app = await TestApp.StartAsync();
        await app.RestartWithFileAsync(Broken, Wrong);

        Assert.Equal("Started", (await app.DeliverAsync("event")).GetProperty("status").GetString());
        using var unknown = await app.Client.PostAsync(new Uri("/api/hooks/unknown", UriKind.Relative), content: null);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Each_of_its_errors_is_logged_once_with_file_path_and_remedy()
    {
        await using var app = await TestApp.StartAsync();
        await app.RestartWithFileAsync(Broken, BridgeText.With("workflow.tenant", "\"umbrella\"").Replace("\"webhook\"", "\"wehbook\"", StringComparison.Ordinal));

        await app.DeliverAsync("event-1");
        await app.DeliverAsync("event-2");

        var lines = app.Logs.At(LogLevel.Error);
        Assert.All(lines, line => Assert.StartsWith($"Bridge {Broken} has errors, its senders get 503", line, StringComparison.Ordinal));
        Assert.Single(lines, line => line.Contains($"{Broken}.json $.wehbook: is not a key; did you mean 'webhook'?", StringComparison.Ordinal));
        Assert.Single(lines, line => line.Contains($"{Broken}.json $.workflow.tenant: 'umbrella' is not configured", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Status_names_file_path_and_remedy()
    {
        await using var app = await TestApp.StartAsync();
        await app.RestartWithFileAsync(Broken, "[]");

        var status = await app.GetAsync("/api/status");

        Assert.Equal("Degraded", status.GetProperty("status").GetString());
        Assert.Equal([TestApp.Bridge], status.GetProperty("bridges").EnumerateArray().Select(bridge => bridge.GetProperty("name").GetString()));
        var broken = Assert.Single(status.GetProperty("brokenBridges").EnumerateArray());
        Assert.Equal(Broken, broken.GetProperty("name").GetString());
        var error = Assert.Single(broken.GetProperty("errors").EnumerateArray());
        Assert.EndsWith($"{Broken}.json", error.GetProperty("file").GetString(), StringComparison.Ordinal);
        Assert.Equal("$", error.GetProperty("path").GetString());
        Assert.Equal("expected an object", error.GetProperty("problem").GetString());
    }

    [Fact]
    public async Task Health_is_bad_only_for_want_of_the_ledger()
    {
        await using var app = await TestApp.StartAsync();
        Assert.Equal((HttpStatusCode.OK, "healthy"), await HealthAsync(app));

        await app.RestartWithFileAsync(Broken, Wrong);
        Assert.Equal((HttpStatusCode.OK, "healthy"), await HealthAsync(app));

        app.Tables.Before = _ => throw new AggregateException("no connection");
        app.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unhealthy"), await HealthAsync(app));
    }

    [Fact]
    public async Task Its_deliveries_wait_and_go_on_when_it_is_mended()
    {
        await using var app = await TestApp.StartAsync(RecordOnly);
        var received = (await app.DeliverAsync("event")).Id();
        var retried = await app.RecordAsync(Sample.Claimed(TestApp.Bridge));
        await app.MoveAsync(retried.DeliveryId, delivery => delivery with { Status = DeliveryStatus.RetryScheduled, Work = delivery.Due(WorkKind.Dispatch, Sample.Noon) });
        var sent = await app.RecordAsync(Sample.Claimed(TestApp.Bridge));
        var inDoubt = await app.RecordAsync(Sample.Claimed(TestApp.Bridge));
        await app.MoveAsync(inDoubt.DeliveryId, delivery => delivery with
        {
            Status = DeliveryStatus.InDoubt, Attempts = [Sample.Attempt(AttemptOutcome.InDoubt)], Work = delivery.Due(WorkKind.Resolve, Sample.Noon),
        });
        var before = await StatesAsync();

        await app.RestartWithFileAsync(TestApp.Bridge, Wrong);
        await app.TickAsync(Lease);
        await app.TickAsync(TimeSpan.FromHours(2));

        Assert.Equal(before, await StatesAsync());
        Assert.Empty(app.Tenant.Inputs);

        await app.RestartAsync();
        await app.TickAsync(TimeSpan.FromMinutes(1));

        Assert.Equal([DeliveryStatus.Started, DeliveryStatus.Started, DeliveryStatus.InDoubt, DeliveryStatus.DeadLettered], (await StatesAsync()).Select(state => state.Status));
        Assert.Equal(2, app.Tenant.Inputs.Count);

        async Task<IReadOnlyList<(DeliveryStatus Status, WorkItem? Work)>> StatesAsync()
        {
            var states = new List<(DeliveryStatus, WorkItem?)>();
            foreach (var id in new[] { received, retried.DeliveryId, sent.DeliveryId, inDoubt.DeliveryId })
            {
                var delivery = await app.FindAsync(id);
                states.Add((delivery.Status, delivery.Work));
            }

            return states;
        }
    }

    [Fact]
    public async Task What_it_has_started_is_followed_all_the_same()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(completeAfter: "00:00:10");
        var id = (await app.DeliverAsync("event")).Id();

        await app.RestartWithFileAsync(TestApp.Bridge, Wrong);
        await app.TickAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(DeliveryStatus.Completed, (await app.FindAsync(id)).Status);
    }

    [Fact]
    public async Task Nothing_of_it_is_purged_while_its_retention_is_not_known()
    {
        await using var app = await TestApp.StartAsync();
        await app.DeliverAndEndAsync("event-1");
        await UpkeepAsync(app, Retention);
        await app.DeliverAndEndAsync("event-2");
        var rows = await app.RowsAsync("");

        await app.RestartWithFileAsync(TestApp.Bridge, Wrong);
        await UpkeepAsync(app, 3 * Retention);
        Assert.Equal(rows, await app.RowsAsync(""));

        await app.RestartAsync();
        await UpkeepAsync(app, TimeSpan.Zero);
        Assert.Empty(await app.RowsAsync("D|"));
    }

    [Fact]
    public async Task Its_partition_is_not_forgotten()
    {
        await using var app = await TestApp.StartAsync();
        await app.Get<LedgerTables>().RegisterAsync(TestApp.Bridge, CancellationToken.None);
        await app.RestartWithFileAsync(TestApp.Bridge, Wrong);

        await UpkeepAsync(app, TimeSpan.Zero);

        Assert.Equal([TestApp.Bridge], await app.Get<LedgerTables>().PartitionsAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_replay_is_answered_503_and_changes_nothing()
    {
        await using var app = await TestApp.StartAsync();
        var id = await app.DeliverAndEndAsync("event", DeliveryStatus.Failed);
        await app.RestartWithFileAsync(TestApp.Bridge, Wrong);

        using var answer = await app.PostAsOperatorAsync($"/api/deliveries/{TestApp.Bridge}/{id}/replay", "");
        await ExpectNotReadyAsync(answer);
        using var many = await app.PostAsOperatorAsync("/api/deliveries/replay", """{"status":"Failed"}""");
        var report = await many.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(0, report.GetProperty("replayed").GetInt32());
        Assert.Contains("/api/status", Assert.Single(report.GetProperty("skipped").EnumerateArray()).GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(DeliveryStatus.Failed, (await app.FindAsync(id)).Status);
    }

    [Theory]
    [InlineData("/api/bridges/github/preview")]
    [InlineData("/api/polls/github/preview")]
    [InlineData("/api/polls/github/run")]
    [InlineData("/api/polls/github/reset")]
    public async Task Its_previews_and_polls_are_answered_503(string address)
    {
        await using var app = await TestApp.StartPollAsync(PollText.Good);
        await app.RestartWithFileAsync(TestApp.Bridge, Wrong);

        using var answer = await app.PostAsOperatorAsync(address, "");

        await ExpectNotReadyAsync(answer);
        Assert.Equal(0, await app.PollAsync(TimeSpan.FromDays(1)));
        Assert.Empty(app.Source.Requests);
    }

    private static async Task ExpectNotReadyAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Contains("/api/status", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode Status, string Text)> HealthAsync(TestApp app)
    {
        using var answer = await app.Client.GetAsync(new Uri("/api/health", UriKind.Relative));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static Task<string> UpkeepAsync(TestApp app, TimeSpan after)
    {
        app.Time.Advance(after);
        return app.Get<LedgerMaintenance>().RunAsync(CancellationToken.None);
    }
}
