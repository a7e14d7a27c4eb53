using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TriggerBridge.Ledger;
using TriggerBridge.Pausing;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Flows.Operations.Replay;

public sealed class ReplayDeliveryTests
{
    // The delivery's own reason to wait; a 429 would make its client wait.
    private const string Disabled = """{"message":"Workflow was not executed externally. Check enabled flag on workflow definition"}""";

    private const string OtherInput = """{ "who.$": "$.user.name", "event.$": "$$.headers['x-github-event']", "id.$": "$$.delivery.id" }""";

    [Fact]
    public async Task A_dead_letter_is_sent_again_with_todays_mapping_and_who_wanted_it_is_on_record()
    {
        await using var app = await TestApp.StartAsync();
        using var answer = await app.PostAsync("event", """{"user":{"name":"Octo"}}""");
        var accepted = await answer.Content.ReadFromJsonAsync<JsonElement>();
        await app.RestartAsync(input: OtherInput);

        using var replay = await ReplayAsync(app, accepted.Id(), """{"reason":"the mapping is mended"}""");
        Assert.Equal(HttpStatusCode.Accepted, replay.StatusCode);
        Assert.Equal("RetryScheduled", (await replay.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString());
        await app.TickAsync(TimeSpan.Zero);

        var input = Assert.Single(app.Tenant.Inputs);
        Assert.Equal("Octo", input.GetProperty("who").GetString());
        Assert.Equal("organization", input.GetProperty("event").GetString());
        Assert.Equal(accepted.Id(), input.GetProperty("id").GetString());
        var delivery = await app.DeliveryAsync(accepted);
        Assert.Equal("Started", delivery.GetProperty("status").GetString());
        var record = Assert.Single(delivery.GetProperty("replays").EnumerateArray().ToArray());
        Assert.Equal("operator", record.GetProperty("by").GetString());
        Assert.Equal(JsonValueKind.Null, record.GetProperty("key").ValueKind);
        Assert.Equal(Sample.Noon, record.GetProperty("at").GetDateTimeOffset());
        Assert.Equal("DeadLettered", record.GetProperty("status").GetString());
        Assert.Contains("$.user.login", record.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mapping_that_still_fails_is_told_and_changes_nothing()
    {
        await using var app = await TestApp.StartAsync();
        using var answer = await app.PostAsync("event", """{"user":{}}""");
        var id = (await answer.Content.ReadFromJsonAsync<JsonElement>()).Id();
        var before = await app.FindAsync(id);

        using var replay = await ReplayAsync(app, id);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, replay.StatusCode);
        Assert.Contains("$.user.login", await DetailAsync(replay), StringComparison.Ordinal);
        Assert.Equal(before.ETag, (await app.FindAsync(id)).ETag);
    }

    [Theory]
    [InlineData(DeliveryStatus.Completed)]
    [InlineData(DeliveryStatus.Started)]
    public async Task What_has_an_execution_is_sent_again_only_by_force(DeliveryStatus status)
    {
        await using var app = await TestApp.StartAsync();
        var id = await app.DeliverAndEndAsync("event", status);

        using var refused = await ReplayAsync(app, id);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("\"force\": true", await DetailAsync(refused), StringComparison.Ordinal);

        using var forced = await ReplayAsync(app, id, """{"force":true}""");
        Assert.Equal(HttpStatusCode.Accepted, forced.StatusCode);
        await app.TickAsync(TimeSpan.Zero);

        Assert.Equal([1, 2], app.Tenant.Inputs.Select(input => input.GetProperty("_attempt").GetInt32()));
        var delivery = await app.FindAsync(id);
        Assert.Equal("execution-2", delivery.WorkflowExecutionId);
        Assert.False(delivery.DuplicateExecution);
        var record = Assert.Single(delivery.Replays);
        Assert.True(record.Force);
        Assert.Equal("execution-1", record.WorkflowExecutionId);
    }

    [Theory]
    [InlineData(DeliveryStatus.Failed)]
    [InlineData(DeliveryStatus.Canceled)]
    public async Task An_execution_that_did_not_do_its_work_may_be_repeated(DeliveryStatus status)
    {
        await using var app = await TestApp.StartAsync();
        var id = await app.DeliverAndEndAsync("event", status);
        using var replay = await ReplayAsync(app, id);
        Assert.Equal(HttpStatusCode.Accepted, replay.StatusCode);
    }

    [Theory]
    [InlineData(DeliveryStatus.Received)]
    [InlineData(DeliveryStatus.Dispatching)]
    [InlineData(DeliveryStatus.Filtered)]
    public async Task What_is_on_its_way_or_unwanted_is_left_alone_by_force_too(DeliveryStatus status)
    {
        await using var app = await TestApp.StartAsync();
        var recorded = await app.RecordAsync(Sample.Received(TestApp.Bridge) with { Status = status });
        await ExpectRefusalAsync(app, recorded, "");
    }

    [Fact]
    public async Task What_is_in_doubt_is_left_alone_until_it_is_a_dead_letter()
    {
        await using var app = await TestApp.StartAsync();
        app.Tenant.NextExecuteBreaks();
        var id = (await app.DeliverAsync("event")).Id();
        await ExpectRefusalAsync(app, await app.FindAsync(id), "looked up");

        await app.MoveAsync(id, delivery => delivery with { Status = DeliveryStatus.DeadLettered, Work = null, Reason = "Not found in ISC." });
        using var replay = await ReplayAsync(app, id);

        Assert.Equal(HttpStatusCode.Accepted, replay.StatusCode);
        Assert.Equal("Not found in ISC.", Assert.Single((await app.FindAsync(id)).Replays).Reason);
    }

    [Fact]
    public async Task Without_a_payload_there_is_nothing_to_send()
    {
        await using var app = await TestApp.StartAsync();
        var recorded = await app.RecordAsync(Sample.Received(TestApp.Bridge) with { Status = DeliveryStatus.DeadLettered }, withPayload: false);
        await ExpectRefusalAsync(app, recorded, "payload");
    }

    [Fact]
    public async Task A_bridge_that_is_no_longer_configured_replays_nothing()
    {
        await using var app = await TestApp.StartAsync();
        var recorded = await app.RecordAsync(Sample.Received("gone") with { Status = DeliveryStatus.DeadLettered });
        await ExpectRefusalAsync(app, recorded, "no longer configured");
    }

    [Fact]
    public async Task Whoever_changes_the_delivery_first_wins()
    {
        await using var app = await TestApp.StartAsync();
        var recorded = await app.RecordAsync(Sample.Received(TestApp.Bridge) with { Status = DeliveryStatus.DeadLettered });
        app.BeforeNextTransaction(action => action.Sets(DeliveryStatus.RetryScheduled), () => app.MoveAsync(
            recorded.DeliveryId, delivery => delivery with { Status = DeliveryStatus.Started, WorkflowExecutionId = "late" }));

        using var replay = await ReplayAsync(app, recorded.DeliveryId);

        Assert.Equal(HttpStatusCode.Conflict, replay.StatusCode);
        Assert.Contains("Started", await DetailAsync(replay), StringComparison.Ordinal);
        Assert.Empty((await app.FindAsync(recorded.DeliveryId)).Replays);
    }

    [Fact]
    public async Task An_old_delivery_is_tried_for_as_long_as_a_new_one()
    {
        await using var app = await TestApp.StartAsync();
        app.Tenant.NextExecute(HttpStatusCode.BadRequest, """{"messages":[{"text":"no"}]}""");
        var id = (await app.DeliverAsync("event")).Id();
        app.Time.Advance(TimeSpan.FromDays(30));

        using var replay = await ReplayAsync(app, id);
        app.Tenant.NextExecute(HttpStatusCode.OK, Disabled);
        await app.TickAsync(TimeSpan.Zero);
        Assert.Equal(DeliveryStatus.RetryScheduled, (await app.FindAsync(id)).Status);

        app.Time.Advance(TimeSpan.FromDays(7));
        app.Tenant.NextExecute(HttpStatusCode.OK, Disabled);
        await app.TickAsync(TimeSpan.Zero);
        Assert.Equal(DeliveryStatus.DeadLettered, (await app.FindAsync(id)).Status);
    }

    [Fact]
    public async Task What_waits_for_its_next_attempt_is_brought_forward()
    {
        await using var app = await TestApp.StartAsync();
        app.Tenant.NextExecute(HttpStatusCode.OK, Disabled);
        var id = (await app.DeliverAsync("event")).Id();

        using var replay = await ReplayAsync(app, id);
        await app.TickAsync(TimeSpan.Zero);

        Assert.Equal(DeliveryStatus.Started, (await app.FindAsync(id)).Status);
        Assert.Empty(await app.RowsAsync("W|"));
    }

    [Fact]
    public async Task The_last_fifty_replays_are_kept()
    {
        await using var app = await TestApp.StartAsync();
        var recorded = await app.RecordAsync(Sample.Received(TestApp.Bridge) with { Status = DeliveryStatus.DeadLettered, Reason = new string('x', 2000) });
        for (var n = 1; n <= ReplayRecord.MostKept + 2; n++)
        {
            app.Time.Advance(TimeSpan.FromSeconds(1));
            using var replay = await ReplayAsync(app, recorded.DeliveryId, "{}");
            replay.EnsureSuccessStatusCode();
        }

        Assert.Equal(Enumerable.Range(3, ReplayRecord.MostKept).Select(n => Sample.Noon.AddSeconds(n)), (await app.FindAsync(recorded.DeliveryId)).Replays.Select(replay => replay.At));
    }

    [Theory]
    [InlineData("""{"by":"anna"}""", "'by' is not taken any more: leave it out.")]
    [InlineData("""{"reason":1}""", "$.reason")]
    [InlineData("""{"forced":true}""", "$.forced")]
    [InlineData("""[]""", "$")]
    [InlineData("null", "object")]
    [InlineData("{", "$")]
    public async Task A_body_that_is_not_understood_replays_nothing(string body, string problem)
    {
        await using var app = await TestApp.StartAsync();
        var recorded = await app.RecordAsync(Sample.Received(TestApp.Bridge) with { Status = DeliveryStatus.DeadLettered });
        using var replay = await ReplayAsync(app, recorded.DeliveryId, body);
        Assert.Equal(HttpStatusCode.BadRequest, replay.StatusCode);
        Assert.Contains(problem, await DetailAsync(replay), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reason_has_a_limit()
    {
        await using var app = await TestApp.StartAsync();
        var recorded = await app.RecordAsync(Sample.Received(TestApp.Bridge) with { Status = DeliveryStatus.DeadLettered });
        using var tooLong = await ReplayAsync(app, recorded.DeliveryId, $$"""{"reason":"{{new string('n', PauseOrder.LongestReason + 1)}}"}""");
        using var fits = await ReplayAsync(app, recorded.DeliveryId, $$"""{"reason":"{{new string('n', PauseOrder.LongestReason)}}"}""");
        Assert.Equal(HttpStatusCode.BadRequest, tooLong.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, fits.StatusCode);
    }

    [Fact]
    public async Task An_unknown_delivery_is_not_found_and_without_the_key_nothing_is()
    {
        await using var app = await TestApp.StartAsync();
        using var missing = await ReplayAsync(app, "0123");
        using var closed = await app.Client.PostAsync($"/api/deliveries/{TestApp.Bridge}/0123/replay", content: null);
        using var allClosed = await app.Client.PostAsync("/api/deliveries/replay", content: null);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, closed.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, allClosed.StatusCode);
    }

    private static async Task ExpectRefusalAsync(TestApp app, Delivery delivery, string reason)
    {
        using var replay = await app.PostAsOperatorAsync($"/api/deliveries/{delivery.Bridge}/{delivery.DeliveryId}/replay", """{"force":true}""");
        Assert.Equal(HttpStatusCode.Conflict, replay.StatusCode);
        Assert.Contains(reason, await DetailAsync(replay), StringComparison.Ordinal);
        Assert.Equal(delivery.ETag, (await app.FindAsync(delivery.DeliveryId, delivery.Bridge)).ETag);
    }

    private static Task<HttpResponseMessage> ReplayAsync(TestApp app, string deliveryId, string json = "") =>
        app.PostAsOperatorAsync($"/api/deliveries/{TestApp.Bridge}/{deliveryId}/replay", json);

    private static async Task<string?> DetailAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString();
}
