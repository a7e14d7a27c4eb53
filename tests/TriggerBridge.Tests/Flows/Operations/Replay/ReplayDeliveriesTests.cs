using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Data.Tables;
using TriggerBridge.Flows.Operations.Replay;
using TriggerBridge.Ledger;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Flows.Operations.Replay;

public sealed class ReplayDeliveriesTests
{
    [Fact]
    public async Task A_dry_run_says_what_would_be_replayed_and_changes_nothing()
    {
        await using var app = await TestApp.StartAsync();
        var good = await DeadAsync(app, 25);
        var empty = await app.RecordAsync(Dead(100), withPayload: false);

        var answer = await ReplayAsync(app, """{"bridge":"github","status":"DeadLettered","dryRun":true}""");

        Assert.True(answer.GetProperty("dryRun").GetBoolean());
        Assert.Equal(26, answer.GetProperty("count").GetInt32());
        Assert.Equal(25, answer.GetProperty("replayed").GetInt32());
        Assert.Equal(good.Reverse().Take(20).Select(each => each.DeliveryId), answer.GetProperty("ids").EnumerateArray().Select(id => id.GetString()!));
        var skipped = Assert.Single(answer.GetProperty("skipped").EnumerateArray().ToArray());
        Assert.Equal(empty.DeliveryId, skipped.Id());
        Assert.Contains("payload", skipped.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("continuation").ValueKind);
        Assert.Equal(good[0].ETag, (await app.FindAsync(good[0].DeliveryId)).ETag);
        Assert.Empty(await app.RowsAsync("W|"));
    }

    [Fact]
    public async Task Only_what_was_asked_for_is_replayed()
    {
        await using var app = await TestApp.StartAsync();
        var dead = await DeadAsync(app, 10);
        var failed = await app.DeliverAndEndAsync("failed", DeliveryStatus.Failed);
        var elsewhere = await app.RecordAsync(Dead(5) with { Bridge = "gone" });

        var answer = await ReplayAsync(app, """
            {"bridge":"github","status":"deadLettered","from":"2026-06-01T12:00:03Z","to":"2026-06-01T12:00:06Z","reason":"ISC was away"}
            """);

        Assert.Equal(4, answer.GetProperty("replayed").GetInt32());
        foreach (var delivery in dead)
        {
            var now = await app.FindAsync(delivery.DeliveryId);
            var wanted = delivery.ReceivedAt >= Sample.Noon.AddSeconds(3) && delivery.ReceivedAt <= Sample.Noon.AddSeconds(6);
            Assert.Equal(wanted ? DeliveryStatus.RetryScheduled : DeliveryStatus.DeadLettered, now.Status);
            Assert.Equal(wanted ? ["operator"] : [], now.Replays.Select(replay => replay.By!));
        }

        Assert.Equal(DeliveryStatus.Failed, (await app.FindAsync(failed)).Status);
        Assert.Equal(DeliveryStatus.DeadLettered, (await app.FindAsync(elsewhere.DeliveryId, "gone")).Status);
    }

    [Fact]
    public async Task Without_a_bridge_those_of_all_bridges_are_looked_at()
    {
        await using var app = await TestApp.StartAsync();
        await DeadAsync(app, 2);
        await app.RecordAsync(Dead(5) with { Bridge = "gone" });

        var answer = await ReplayAsync(app, """{"status":"DeadLettered"}""");

        Assert.Equal(3, answer.GetProperty("count").GetInt32());
        Assert.Equal(2, answer.GetProperty("replayed").GetInt32());
        Assert.Equal("gone", Assert.Single(answer.GetProperty("skipped").EnumerateArray().ToArray()).GetProperty("bridge").GetString());
    }

    [Fact]
    public async Task What_was_received_first_is_sent_first()
    {
        await using var app = await TestApp.StartAsync();
        var dead = await DeadAsync(app, 12);
        app.Tables.Before = _ =>
        {
            app.Time.Advance(TimeSpan.FromMilliseconds(100));
            return Task.CompletedTask;
        };

        await ReplayAsync(app, """{"status":"DeadLettered"}""");

        var due = await app.Get<DeliveryLedger>().DueAsync(TestApp.Bridge, WorkKind.Dispatch, 100, default);
        Assert.Equal(dead.Select(delivery => delivery.DeliveryId), due.Select(item => item.DeliveryId));
    }

    [Fact]
    public async Task A_mapping_that_does_not_fit_is_counted_and_stops_nothing()
    {
        await using var app = await TestApp.StartAsync();
        using var unmapped = await app.PostAsync("event", """{"user":{}}""");
        await DeadAsync(app, 3);

        var answer = await ReplayAsync(app, """{"status":"DeadLettered"}""");

        Assert.Equal(3, answer.GetProperty("replayed").GetInt32());
        Assert.Contains("$.user.login", answer.GetProperty("skipped")[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_ends_itself_in_time_and_the_next_one_goes_on_where_it_ended()
    {
        await using var app = await TestApp.StartAsync();
        var dead = await DeadAsync(app, 250);
        app.Tables.Before = operation =>
        {
            // Each page is slow: the first call has time for two.
            if (operation.Method == nameof(TableClient.QueryAsync) && operation.Table == "Deliveries")
                app.Time.Advance(TimeSpan.FromSeconds(25));
            return Task.CompletedTask;
        };
        app.Tables.PageLimit = 100;

        var first = await ReplayAsync(app, """{"status":"DeadLettered"}""");
        Assert.Equal(200, first.GetProperty("replayed").GetInt32());
        var second = await ReplayAsync(app, $$"""{"status":"DeadLettered","continuation":"{{first.GetProperty("continuation").GetString()}}"}""");

        Assert.Equal(50, second.GetProperty("replayed").GetInt32());
        Assert.Equal(50, second.GetProperty("count").GetInt32());
        Assert.Equal(JsonValueKind.Null, second.GetProperty("continuation").ValueKind);
        foreach (var delivery in dead)
            Assert.Single((await app.FindAsync(delivery.DeliveryId)).Replays);
    }

    [Fact]
    public async Task A_call_looks_at_ten_thousand_deliveries_at_the_most()
    {
        await using var app = await TestApp.StartAsync();
        await app.RecordAsync(Dead(0), withPayload: false);
        foreach (var batch in Enumerable.Range(1, BulkReplay.Most + 49).Chunk(100))
        {
            await app.Tables.GetTableClient("Deliveries").SubmitTransactionAsync(
                batch.Select(n => new TableTransactionAction(TableTransactionActionType.Add, DeliveryRow.New(Dead(n), "w"))));
        }

        var first = await ReplayAsync(app, """{"status":"DeadLettered","dryRun":true}""");
        Assert.Equal(BulkReplay.Most, first.GetProperty("count").GetInt32());
        var second = await ReplayAsync(app, $$"""{"status":"DeadLettered","dryRun":true,"continuation":"{{first.GetProperty("continuation").GetString()}}"}""");
        Assert.Equal(50, second.GetProperty("count").GetInt32());
    }

    [Theory]
    [InlineData("""{}""", "status")]
    [InlineData("""{"status":"Dead"}""", "DeadLettered")]
    [InlineData("""{"status":"DeadLettered","from":"2026-06-02T00:00:00Z","to":"2026-06-01T00:00:00Z"}""", "'from'")]
    [InlineData("""{"status":"DeadLettered","continuation":"zz"}""", "'continuation'")]
    [InlineData("""{"status":"DeadLettered","bridge":"a/b"}""", "'bridge'")]
    [InlineData("""{"status":"DeadLettered","dryrunn":true}""", "$.dryrunn")]
    [InlineData("""{"status":"DeadLettered","from":"yesterday"}""", "$.from")]
    public async Task What_is_not_understood_replays_nothing(string body, string problem)
    {
        await using var app = await TestApp.StartAsync();
        var dead = await DeadAsync(app, 1);
        using var answer = await app.PostAsOperatorAsync("/api/deliveries/replay", body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(problem, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(dead[0].ETag, (await app.FindAsync(dead[0].DeliveryId)).ETag);
    }

    private static Delivery Dead(int second) => Sample.Received(TestApp.Bridge) with
    {
        Status = DeliveryStatus.DeadLettered,
        Reason = "ISC rejected the call.",
        ReceivedAt = Sample.Noon.AddSeconds(second),
    };

    private static async Task<Delivery[]> DeadAsync(TestApp app, int count)
    {
        var dead = new List<Delivery>();
        for (var n = 0; n < count; n++)
            dead.Add(await app.RecordAsync(Dead(n)));
        return [.. dead];
    }

    private static async Task<JsonElement> ReplayAsync(TestApp app, string json)
    {
        using var answer = await app.PostAsOperatorAsync("/api/deliveries/replay", json);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
