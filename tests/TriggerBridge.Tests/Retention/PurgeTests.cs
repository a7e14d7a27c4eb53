using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using TriggerBridge.Ledger;
using TriggerBridge.Retention;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Retention;

public sealed class PurgeTests
{
    private static readonly TimeSpan Retention = TimeSpan.FromDays(90);

    [Fact]
    public async Task What_is_past_its_retention_goes_and_a_late_repeat_is_still_told_what_became_of_it()
    {
        await using var app = await TestApp.StartAsync();
        var id = await app.DeliverAndEndAsync("event");

        await UpkeepAsync(app, Retention);

        Assert.Empty(await app.RowsAsync("D|"));
        Assert.Equal([RowKeys.Key(id)], await app.RowsAsync("K|"));
        using var repeat = await app.PostAsync("event");
        Assert.Equal(HttpStatusCode.OK, repeat.StatusCode);
        var answer = await repeat.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("Completed", answer.GetProperty("status").GetString());
        Assert.Equal("execution-1", answer.GetProperty("workflowExecutionId").GetString());
        Assert.Single(app.Tenant.Inputs);
    }

    [Fact]
    public async Task A_key_goes_one_retention_after_its_delivery()
    {
        await using var app = await TestApp.StartAsync();
        await app.DeliverAndEndAsync("event");
        await UpkeepAsync(app, Retention);
        await UpkeepAsync(app, Retention - TimeSpan.FromSeconds(1));
        Assert.Single(await app.RowsAsync("K|"));

        await UpkeepAsync(app, TimeSpan.FromSeconds(1));

        Assert.Empty(await app.RowsAsync(""));
        Assert.Equal("Started", (await app.DeliverAsync("event")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_bridges_own_retention_counts()
    {
        await using var app = await TestApp.StartAsync("\"retention\": \"2.00:00:00\",");
        await app.DeliverAndEndAsync("event");
        await UpkeepAsync(app, TimeSpan.FromDays(1));
        Assert.Single(await app.RowsAsync("D|"));
        await UpkeepAsync(app, TimeSpan.FromDays(1));
        Assert.Empty(await app.RowsAsync("D|"));
    }

    [Fact]
    public async Task Retention_counts_from_the_final_time_and_not_from_the_time_received()
    {
        await using var app = await TestApp.StartAsync();
        var id = (await app.DeliverAsync("event")).Id();
        app.Time.Advance(TimeSpan.FromDays(50));
        await app.MoveAsync(id, delivery => delivery with { Status = DeliveryStatus.Completed, Work = null });

        await UpkeepAsync(app, TimeSpan.FromDays(89));
        Assert.Single(await app.RowsAsync("D|"));
        await UpkeepAsync(app, TimeSpan.FromDays(1));
        Assert.Empty(await app.RowsAsync("D|"));
    }

    [Theory]
    [InlineData(DeliveryStatus.InDoubt)]
    [InlineData(DeliveryStatus.RetryScheduled)]
    [InlineData(DeliveryStatus.Started)]
    public async Task What_is_not_final_stays_however_old_it_is(DeliveryStatus status)
    {
        await using var app = await TestApp.StartAsync();
        var claimed = await app.RecordAsync(Sample.Claimed(TestApp.Bridge));
        await app.MoveAsync(claimed.DeliveryId, delivery => delivery with { Status = status, Work = delivery.Due(WorkKind.Track, Sample.Noon) });
        await UpkeepAsync(app, Retention * 4);
        Assert.Single(await app.RowsAsync("D|"));
    }

    [Fact]
    public async Task A_started_delivery_that_nobody_follows_is_final_where_it_says_so()
    {
        await using var app = await TestApp.StartAsync();
        var claimed = await app.RecordAsync(Sample.Claimed(TestApp.Bridge));
        await app.MoveAsync(claimed.DeliveryId, delivery => delivery with
        {
            Status = DeliveryStatus.Started, Work = null, Reason = "Executions are not followed.",
        });
        await UpkeepAsync(app, Retention);
        Assert.Empty(await app.RowsAsync("D|"));
    }

    [Fact]
    public async Task A_replay_that_came_first_wins_and_the_others_go()
    {
        await using var app = await TestApp.StartAsync();
        var replayed = await app.DeliverAndEndAsync("event-1", DeliveryStatus.Failed);
        await app.DeliverAndEndAsync("event-2");
        await app.DeliverAndEndAsync("event-3");
        app.BeforeNextTransaction(action => action.ActionType == TableTransactionActionType.Delete, async () =>
        {
            using var replay = await app.PostAsOperatorAsync($"/api/deliveries/{TestApp.Bridge}/{replayed}/replay", "");
            replay.EnsureSuccessStatusCode();
        });

        await UpkeepAsync(app, Retention);

        Assert.EndsWith(replayed, Assert.Single(await app.RowsAsync("D|")), StringComparison.Ordinal);
        Assert.Equal(DeliveryStatus.RetryScheduled, (await app.FindAsync(replayed)).Status);
        Assert.Equal(2, (await app.RowsAsync("T|")).Count);
        await app.TickAsync(TimeSpan.Zero);
        Assert.Equal(4, app.Tenant.Inputs.Count);
    }

    [Fact]
    public async Task A_dead_letters_last_work_item_goes_with_it()
    {
        await using var app = await TestApp.StartAsync();
        var claimed = await app.RecordAsync(Sample.Claimed(TestApp.Bridge));
        await app.MoveAsync(claimed.DeliveryId, delivery => delivery with { Status = DeliveryStatus.DeadLettered, Reason = "held" });
        await UpkeepAsync(app, Retention);
        Assert.Empty(await app.RowsAsync("W|"));
        Assert.Empty(await app.RowsAsync("D|"));
    }

    [Fact]
    public async Task More_than_one_transaction_holds_goes_in_several()
    {
        await using var app = await TestApp.StartAsync();
        for (var n = 0; n < 130; n++)
            await app.RecordAsync(Sample.Received(TestApp.Bridge) with { Status = DeliveryStatus.DeadLettered });
        await UpkeepAsync(app, Retention);
        Assert.Empty(await app.RowsAsync("D|"));
        Assert.Equal(130, (await app.RowsAsync("T|")).Count);
        await UpkeepAsync(app, Retention);
        Assert.Empty(await app.RowsAsync(""));
    }

    [Fact]
    public async Task A_tombstone_whose_key_was_taken_away_goes_too()
    {
        await using var app = await TestApp.StartAsync();
        var id = await app.DeliverAndEndAsync("event-1");
        await app.DeliverAndEndAsync("event-2");
        await UpkeepAsync(app, Retention);
        await app.DeleteRowAsync(RowKeys.Key(id));
        await UpkeepAsync(app, Retention);
        Assert.Empty(await app.RowsAsync(""));
    }

    [Fact]
    public async Task A_removed_bridge_is_kept_for_as_long_as_is_usual_and_forgotten_when_nothing_of_it_is_left()
    {
        await using var app = await TestApp.StartAsync("\"retention\": \"1.00:00:00\",");
        await app.DeliverAndEndAsync("event");
        await app.RestartAsync("other");

        await UpkeepAsync(app, Retention - TimeSpan.FromDays(1));
        Assert.Single(await app.RowsAsync("D|"));
        await UpkeepAsync(app, TimeSpan.FromDays(1));
        Assert.Empty(await app.RowsAsync("D|"));
        Assert.Equal([TestApp.Bridge], await app.Get<DeliveryLedger>().PartitionsAsync(default));
        await UpkeepAsync(app, Retention);
        Assert.Empty(await app.Get<DeliveryLedger>().PartitionsAsync(default));
    }

    [Fact]
    public async Task A_configured_bridge_is_not_forgotten_because_it_is_empty()
    {
        await using var app = await TestApp.StartAsync();
        await app.DeliverAndEndAsync("event");
        await UpkeepAsync(app, Retention);
        await UpkeepAsync(app, Retention);
        Assert.Empty(await app.RowsAsync(""));
        Assert.Equal([TestApp.Bridge], await app.Get<DeliveryLedger>().PartitionsAsync(default));
    }

    [Fact]
    public async Task What_another_instance_records_while_a_bridge_is_forgotten_is_not_forgotten()
    {
        await using var app = await TestApp.StartAsync();
        await app.RecordAsync(Sample.Received("removed") with { Status = DeliveryStatus.DeadLettered });
        await app.DeleteRowAsync((await app.RowsAsync("K|", "removed"))[0], "removed");
        await app.DeleteRowAsync((await app.RowsAsync("D|", "removed"))[0], "removed");
        app.Tables.After = async operation =>
        {
            if (operation is not { Table: "Partitions", Method: nameof(TableClient.DeleteEntityAsync) })
                return;
            app.Tables.After = _ => Task.CompletedTask;
            await app.Tables.GetTableClient("Deliveries").AddEntityAsync(new TableEntity("removed", "K|new"));
        };

        await UpkeepAsync(app, TimeSpan.FromHours(2));

        Assert.Equal(["removed"], await app.Get<DeliveryLedger>().PartitionsAsync(default));
    }

    [Fact]
    public async Task A_tick_ends_itself_and_the_next_one_goes_on()
    {
        await using var app = await TestApp.StartAsync();
        for (var n = 0; n < 100; n++)
            await app.RecordAsync(Sample.Received(TestApp.Bridge) with { Status = DeliveryStatus.DeadLettered });
        app.Tables.Before = operation =>
        {
            if (operation.Method == nameof(TableClient.SubmitTransactionAsync))
                app.Time.Advance(TimeSpan.FromSeconds(11));
            return Task.CompletedTask;
        };

        await UpkeepAsync(app, Retention);
        Assert.Equal(34, (await app.RowsAsync("D|")).Count);
        await UpkeepAsync(app, TimeSpan.Zero);
        Assert.Empty(await app.RowsAsync("D|"));
    }

    [Fact]
    public async Task A_damaged_row_does_not_keep_the_other_bridges_waiting()
    {
        await using var app = await TestApp.StartAsync();
        await app.DeliverAndEndAsync("event");
        await app.RecordAsync(Sample.Received("damaged") with { Status = DeliveryStatus.DeadLettered });
        await app.Tables.GetTableClient("Deliveries").AddEntityAsync(new TableEntity("damaged", RowKeys.Delivery(Sample.Noon, "x")));

        await UpkeepAsync(app, Retention);

        Assert.Empty(await app.RowsAsync("D|"));
        Assert.Contains(app.Logs.At(LogLevel.Error), line => line.Contains("damaged", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_done_is_logged()
    {
        await using var app = await TestApp.StartAsync();
        await app.DeliverAndEndAsync("event");
        await UpkeepAsync(app, Retention);
        Assert.Contains(app.Logs.At(LogLevel.Information), line => line.Contains("1 deliveries purged", StringComparison.Ordinal));
    }

    private static Task<string> UpkeepAsync(TestApp app, TimeSpan after)
    {
        app.Time.Advance(after);
        return app.Get<LedgerUpkeep>().RunAsync(CancellationToken.None);
    }
}
