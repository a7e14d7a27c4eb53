using System.Net;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using TriggerBridge.Drift;
using TriggerBridge.Flows.Operations;
using TriggerBridge.Tests.Polling;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Drift;

/// <summary>What has changed in the events of a bridge, through the whole app.</summary>
public sealed class DriftTests
{
    private const string Removed = """{"action":"removed","user":{"login":"octocat","id":1}}""";
    private const string Added = """{"action":"added","user":{"login":"octocat","id":1}}""";
    private const string AddedWithoutLogin = """{"action":"added","user":{"id":1}}""";
    private const string RemovedWithoutLogin = """{"action":"removed","user":{"id":1}}""";

    [Fact]
    public async Task A_field_that_vanishes_in_some_events_is_shown_before_the_first_dead_letter_and_reported_once_by_two_instances()
    {
        await using var app = await DriftApp.StartAsync();
        await using var twin = await StartTwinAsync(app);
        await app.PostAsync(25, Removed);
        await app.PostAsync(25, Added);
        await app.WriteShapesAsync();
        Assert.Empty(await app.ChangesAsync());

        await app.PostAsync(1, AddedWithoutLogin);
        await twin.PostAsync(2, AddedWithoutLogin);
        await twin.PostAsync(3, Added);
        await app.WriteShapesAsync();
        await twin.WriteShapesAsync();

        var change = Assert.Single(await twin.ChangesAsync());
        Assert.Equal(("rarer", "$.user.login", 25, 6, 3), (
            change.GetProperty("kind").GetString()!.ToLowerInvariant(), change.GetProperty("path").GetString(), change.GetProperty("eventsBefore").GetInt32(), change.GetProperty("events").GetInt32(), change.GetProperty("with").GetInt32()));
        Assert.Equal("$.input['login.$']", Assert.Single(change.GetProperty("touches").EnumerateArray()).GetProperty("at").GetString());
        Assert.Equal(
            "The events of bridge github (type organization) have changed: $.user.login is missing in 1 of 1 events since 2026-06-01T12:00:00Z; before, it was in all 25. It is read at $.input['login.$']: 'triggerbridge bridges drift github' says more",
            Assert.Single(app.Reports().Concat(twin.Reports())));
        Assert.DoesNotContain(await app.DeliveriesAsync(), delivery => delivery.GetProperty("status").GetString() == "DeadLettered");
    }

    [Fact]
    public async Task The_status_shows_what_a_bridge_reads_and_no_more()
    {
        await using var app = await DriftApp.StartAsync();
        await app.PostAsync(25, Removed);
        await app.WriteShapesAsync();
        await app.PostAsync(1, """{"action":"removed","user":{"login":"octocat","id":1},"new":1}""");
        await app.WriteShapesAsync();
        Assert.Equal(JsonValueKind.Null, (await StatusAsync(app)).ValueKind);

        await app.PostAsync(2, RemovedWithoutLogin);
        await app.WriteShapesAsync();

        var drift = await StatusAsync(app);
        Assert.Equal((1, "$.user.login"), (drift.GetProperty("changes").GetInt32(), Assert.Single(drift.GetProperty("paths").EnumerateArray()).GetString()));
        // What nothing reads is shown, and not reported.
        Assert.Equal(["$.user.login", "$.new"], (await app.ChangesAsync()).Select(change => change.GetProperty("path").GetString()));
        Assert.Single(app.Reports());
    }

    [Fact]
    public async Task What_is_known_outlives_the_process()
    {
        await using var app = await DriftApp.StartAsync();
        await app.PostAsync(25, Removed);
        await app.WriteShapesAsync();
        await app.RestartAsync();

        await app.PostAsync(1, RemovedWithoutLogin);

        var change = Assert.Single(await app.ChangesAsync());
        Assert.Equal((25, 1, 0), (change.GetProperty("eventsBefore").GetInt32(), change.GetProperty("events").GetInt32(), change.GetProperty("with").GetInt32()));
    }

    [Fact]
    public async Task A_stop_in_order_writes_down_what_was_seen()
    {
        await using var app = await DriftApp.StartAsync();
        using var stop = new CancellationTokenSource();
        var running = app.Get<ShapeWatch>().RunAsync(stop.Token);
        await app.PostAsync(3, Removed);

        await stop.CancelAsync();
        await running;

        var (_, shape) = Assert.Single(await app.Get<DriftTable>().ListAsync(TestApp.Bridge, CancellationToken.None));
        Assert.Equal(3, shape.Events);
    }

    [Fact]
    public async Task Every_few_minutes_it_is_written_down()
    {
        await using var app = await DriftApp.StartAsync();
        var written = new TaskCompletionSource();
        app.Tables.After = operation =>
        {
            if (operation is { Table: "Drift", Method: nameof(TableClient.AddEntityAsync) }) written.TrySetResult();
            return Task.CompletedTask;
        };
        using var stop = new CancellationTokenSource();
        var running = app.Get<ShapeWatch>().RunAsync(stop.Token);
        await app.PostAsync(1, Removed);
        Assert.False(written.Task.IsCompleted);

        app.Time.Advance(TimeSpan.FromMinutes(5));

        await written.Task.WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_delivery_costs_no_request_more()
    {
        var (watched, unwatched) = (await OperationsOfDeliveriesAsync(), await OperationsOfDeliveriesAsync("TriggerBridge:DriftInterval=00:00:00"));

        Assert.NotEmpty(watched);
        Assert.Equal(unwatched, watched);
        Assert.DoesNotContain(watched, operation => operation.StartsWith("Drift ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Many_deliveries_cost_one_read_and_one_write()
    {
        await using var app = await DriftApp.StartAsync();
        await app.PostAsync(1, Removed);
        await app.WriteShapesAsync();
        await app.PostAsync(40, Removed);
        var operations = new List<string>();
        app.Tables.Before = operation =>
        {
            operations.Add(operation.Method);
            return Task.CompletedTask;
        };

        await app.WriteShapesAsync();

        Assert.Equal([nameof(TableClient.GetEntityIfExistsAsync), nameof(TableClient.UpdateEntityAsync)], operations);
    }

    [Fact]
    public async Task Values_stand_nowhere_in_the_table()
    {
        await using var app = await DriftApp.StartAsync();
        await app.PostAsync(25, """{"action":"removed","user":{"login":"sonja.secret","mail":"sonja@secret.example"},"byMail":{"sonja@secret.example":{"n":"secret-1"}},"list":["secret-2"]}""");
        await app.WriteShapesAsync();
        await app.PostAsync(1, """{"action":"removed","user":{"login":"sonja.secret","mail":17},"byMail":{"sonja@secret.example":["secret-1"]}}""");
        await app.WriteShapesAsync();

        var texts = await app.TableTextsAsync();
        Assert.Contains(texts, text => text.Contains("\"login\"", StringComparison.Ordinal));
        Assert.Contains(texts, text => text.Contains(".mail", StringComparison.Ordinal));
        Assert.DoesNotContain(texts, text => text.Contains("secret", StringComparison.OrdinalIgnoreCase) || text.Contains("sonja", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(app.Reports(), line => line.Contains("sonja", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Hostile_events_leave_little_and_harm_nobody()
    {
        await using var app = await DriftApp.StartAsync();
        var keys = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"\"{i:x8}zzzz\":{i}"));
        await app.PostAsync(3, $$$$"""{"action":"added","map":{{{{{keys}}}}}}""");
        await app.PostAsync(1, $$$$"""{"action":"added","deep":{{{{new string('[', 60)}}}}{{{{new string(']', 60)}}}}}""");
        await app.PostAsync(1, $$"""{"action":"added","{{new string('n', 100_000)}}":1}""");

        await app.WriteShapesAsync();

        var (_, shape) = Assert.Single(await app.Get<DriftTable>().ListAsync(TestApp.Bridge, CancellationToken.None));
        Assert.Equal((5, 0), (shape.Events, shape.PassedOver));
        Assert.InRange(shape.Paths, 5, 40);
        Assert.DoesNotContain("could not be looked at", string.Join('\n', app.Logs.All), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_types_than_a_hundred_are_one()
    {
        await using var app = await DriftApp.StartAsync();
        for (var i = 0; i < 130; i++)
        {
            var type = $"type-{i}";
            using var answer = await app.PostAsync(Guid.NewGuid().ToString(), Removed, adjust: request =>
            {
                request.Headers.Remove("X-GitHub-Event");
                request.Headers.Add("X-GitHub-Event", type);
            });
        }

        await app.WriteShapesAsync();

        var shapes = await app.Get<DriftTable>().ListAsync(TestApp.Bridge, CancellationToken.None);
        Assert.Equal(101, shapes.Count);
        Assert.Equal(30, shapes.Single(each => each.Key.EventType == ShapeKey.OtherTypes).Shape.Events);
    }

    [Fact]
    public async Task While_the_ledger_is_away_it_is_kept_and_written_down_later()
    {
        await using var app = await DriftApp.StartAsync();
        await app.PostAsync(25, Removed);
        app.Tables.Before = _ => throw new RequestFailedException(503, "Busy.");
        await app.WriteShapesAsync();
        await app.WriteShapesAsync();
        app.Tables.Before = _ => Task.CompletedTask;
        await app.PostAsync(1, RemovedWithoutLogin);

        await app.WriteShapesAsync();

        Assert.Equal("$.user.login", Assert.Single(await app.ChangesAsync()).GetProperty("path").GetString());
        Assert.Equal(26, Assert.Single(await app.Get<DriftTable>().ListAsync(TestApp.Bridge, CancellationToken.None)).Shape.Events);
    }

    [Fact]
    public async Task A_write_whose_answer_is_lost_counts_once_and_is_reported_once()
    {
        await using var app = await DriftApp.StartAsync();
        await app.PostAsync(25, Removed);
        await app.WriteShapesAsync();
        await app.PostAsync(1, RemovedWithoutLogin);
        var lost = false;
        app.Tables.After = operation =>
        {
            if (operation is { Table: "Drift", Method: nameof(TableClient.UpdateEntityAsync) } && !lost) lost = operation.IsRepeated = true;
            return Task.CompletedTask;
        };

        await app.WriteShapesAsync();

        Assert.True(lost);
        Assert.Equal(26, Assert.Single(await app.Get<DriftTable>().ListAsync(TestApp.Bridge, CancellationToken.None)).Shape.Events);
        Assert.Single(app.Reports());
    }

    [Fact]
    public async Task What_two_instances_write_at_once_is_all_counted()
    {
        await using var app = await DriftApp.StartAsync();
        await using var twin = await StartTwinAsync(app);
        await app.PostAsync(5, Removed);
        await app.WriteShapesAsync();
        await app.PostAsync(3, Removed);
        await twin.PostAsync(4, Removed);
        var isFirst = true;
        app.Tables.Before = async operation =>
        {
            // Between one's read and its write, the other writes.
            if (operation is not { Table: "Drift", Method: nameof(TableClient.UpdateEntityAsync) } || !isFirst) return;
            isFirst = false;
            await twin.WriteShapesAsync();
        };

        await app.WriteShapesAsync();

        Assert.Equal(12, Assert.Single(await app.Get<DriftTable>().ListAsync(TestApp.Bridge, CancellationToken.None)).Shape.Events);
    }

    [Fact]
    public async Task What_a_person_accepts_is_usual()
    {
        await using var app = await DriftApp.StartAsync();
        await app.PostAsync(25, Removed);
        await app.WriteShapesAsync();
        await app.PostAsync(12, RemovedWithoutLogin);
        Assert.Equal("vanished", Assert.Single(await app.ChangesAsync()).GetProperty("kind").GetString()!.ToLowerInvariant());

        using var answer = await app.PostAsOperatorAsync("/api/bridges/github/drift/accept", """{"reason":"the sender said so"}""");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(await app.ChangesAsync());
        Assert.Equal(JsonValueKind.Null, (await StatusAsync(app)).ValueKind);
        Assert.Contains("What the events of bridge github look like now is accepted as usual (by operator)", app.Logs.All);
        await app.PostAsync(60, RemovedWithoutLogin);
        Assert.Empty(await app.ChangesAsync());
    }

    [Fact]
    public async Task Only_what_changed_since_a_time_is_shown_where_one_is_given()
    {
        await using var app = await DriftApp.StartAsync();
        await app.PostAsync(25, Removed);
        await app.WriteShapesAsync();
        await app.PostAsync(1, RemovedWithoutLogin);
        await app.WriteShapesAsync();
        app.Time.Advance(TimeSpan.FromHours(2));
        await app.PostAsync(1, """{"action":"removed","user":{"login":"octocat","id":"1"}}""");

        Assert.Equal(["$.user.login", "$.user.id"], (await app.ChangesAsync()).Select(change => change.GetProperty("path").GetString()));
        Assert.Equal(["$.user.id"], (await app.ChangesAsync("?since=2026-06-01T13:00:00Z")).Select(change => change.GetProperty("path").GetString()));
    }

    [Theory]
    [InlineData("/api/bridges/unknown/drift", HttpStatusCode.NotFound)]
    [InlineData("/api/bridges/github/drift?since=yesterday", HttpStatusCode.BadRequest)]
    [InlineData("/api/bridges/github/drift", HttpStatusCode.OK)]
    public async Task A_question_that_makes_no_sense_is_refused(string path, HttpStatusCode expected)
    {
        await using var app = await DriftApp.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = TestApp.Operator;
        using var answer = await app.Client.SendAsync(request);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task Without_the_operators_key_nothing_is_shown()
    {
        await using var app = await DriftApp.StartAsync();
        using var answer = await app.Client.GetAsync("/api/bridges/github/drift");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Where_it_is_switched_off_nothing_is_kept()
    {
        await using var app = await DriftApp.StartAsync("TriggerBridge:DriftInterval=00:00:00");
        await app.PostAsync(5, Removed);
        await app.WriteShapesAsync();

        var report = await app.GetAsync("/api/bridges/github/drift");

        Assert.False(report.GetProperty("isWatched").GetBoolean());
        Assert.Empty(report.GetProperty("types").EnumerateArray());
    }

    [Fact]
    public async Task What_is_kept_of_a_bridge_goes_a_week_after_it()
    {
        await using var app = await DriftApp.StartAsync();
        await app.PostAsync(5, Removed);
        await app.WriteShapesAsync();
        await app.RestartAsync(bridge: "another");
        await app.Get<DriftOperations>().PurgeAsync(CancellationToken.None);
        Assert.Single(await app.Get<DriftTable>().ListAsync(TestApp.Bridge, CancellationToken.None));

        app.Time.Advance(TimeSpan.FromDays(8));
        await app.Get<DriftOperations>().PurgeAsync(CancellationToken.None);

        Assert.Empty(await app.Get<DriftTable>().ListAsync(TestApp.Bridge, CancellationToken.None));
    }

    [Fact]
    public async Task What_is_polled_is_looked_at_as_well()
    {
        await using var app = await TestApp.StartPollAsync(PollText.Good);
        app.Source.Add(30, Sample.Noon - TimeSpan.FromHours(1));

        await app.PollAsync(TimeSpan.FromMinutes(5));
        await app.WriteShapesAsync();

        var (key, shape) = Assert.Single(await app.Get<DriftTable>().ListAsync(TestApp.Bridge, CancellationToken.None));
        Assert.Equal((TriggerBridge.Ledger.EventSource.Poll, 30), (key.Source, shape.Events));
    }

    private static Task<TestApp> StartTwinAsync(TestApp app) => app.StartTwinAsync();

    private static async Task<JsonElement> StatusAsync(TestApp app) => (await app.GetAsync("/api/status")).GetProperty("bridges").EnumerateArray().Single().GetProperty("drift");

    private static async Task<IReadOnlyList<string>> OperationsOfDeliveriesAsync(params string[] settings)
    {
        await using var app = await DriftApp.StartAsync(settings);
        using var stop = new CancellationTokenSource();
        var running = app.Get<ShapeWatch>().RunAsync(stop.Token);
        await app.PostAsync(1, Removed);
        var operations = new List<string>();
        app.Tables.Before = operation =>
        {
            lock (operations) operations.Add($"{operation.Table} {operation.Method}");
            return Task.CompletedTask;
        };
        await app.PostAsync(30, Removed);
        await app.PostAsync(5, Added);
        app.Tables.Before = _ => Task.CompletedTask;
        await stop.CancelAsync();
        await running;
        return operations;
    }
}
