using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using TriggerBridge.Executions;
using TriggerBridge.Ledger;
using TriggerBridge.Maintenance;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Maintenance;

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
    public async Task A_dead_letter_stays_until_the_last_look_for_its_execution()
    {
        await using var app = await TestApp.StartAsync();
        var claimed = await app.RecordAsync(Sample.Claimed(TestApp.Bridge));
        await app.MoveAsync(claimed.DeliveryId, delivery => delivery with { Status = DeliveryStatus.DeadLettered, Reason = "held" });
        await UpkeepAsync(app, Retention);
        Assert.Single(await app.RowsAsync("D|"));

        await app.MoveAsync(claimed.DeliveryId, delivery => delivery with { Work = null });
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
    public async Task A_key_that_a_new_delivery_has_taken_meanwhile_is_not_taken_away()
    {
        await using var app = await TestApp.StartAsync();
        var id = await app.DeliverAndEndAsync("event-1");
        await app.DeliverAndEndAsync("event-2");
        await UpkeepAsync(app, Retention);
        // Another instance has freed the id, and its sender has used it again.
        app.BeforeNextTransaction(action => action.ActionType == TableTransactionActionType.Delete, async () =>
        {
            await app.DeleteRowAsync(RowKeys.Key(id));
            await app.DeleteRowAsync((await app.RowsAsync("T|")).Single(row => row.EndsWith(id, StringComparison.Ordinal)));
            await app.DeliverAsync("event-1");
        });

        await UpkeepAsync(app, Retention);

        Assert.Equal([RowKeys.Key(id)], await app.RowsAsync("K|"));
        await app.DeliverAsync("event-1");
        Assert.Equal(3, app.Tenant.Inputs.Count);
    }

    [Fact]
    public async Task A_key_that_was_taken_away_and_taken_anew_outlives_the_tombstone_of_its_first_delivery()
    {
        await using var app = await TestApp.StartAsync();
        var id = await app.DeliverAndEndAsync("event");
        await UpkeepAsync(app, Retention);
        app.Time.Advance(Retention - TimeSpan.FromDays(1));
        await app.DeleteRowAsync(RowKeys.Key(id));
        await app.DeliverAsync("event");

        await UpkeepAsync(app, TimeSpan.FromDays(1));

        Assert.Empty(await app.RowsAsync("T|"));
        Assert.Equal([RowKeys.Key(id)], await app.RowsAsync("K|"));
    }

    [Fact]
    public async Task A_bridge_is_not_forgotten_by_one_instance_while_another_may_be_about_to_record_its_first_delivery()
    {
        await using var app = await TestApp.StartAsync();
        await using var other = await app.StartAnotherAsync();
        await other.RestartAsync("other");
        // It has registered the bridge, and its first transaction is refused.
        app.Tables.Before = operation => operation.Method == nameof(TableClient.SubmitTransactionAsync) ? throw new AggregateException("no connection") : Task.CompletedTask;
        using (var refused = await app.PostAsync("first"))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        app.Tables.Before = _ => Task.CompletedTask;
        app.Time.Advance(TimeSpan.FromSeconds(2));

        await UpkeepAsync(other, TimeSpan.Zero);
        await app.DeliverAsync("first");

        Assert.Contains(TestApp.Bridge, await app.Get<DeliveryLedger>().PartitionsAsync(default));
    }

    [Fact]
    public async Task A_bridge_that_was_forgotten_after_days_without_use_is_known_again_with_its_next_delivery()
    {
        await using var app = await TestApp.StartAsync();
        await using var other = await app.StartAnotherAsync();
        await other.RestartAsync("other");
        await app.DeliverAndEndAsync("first");
        await UpkeepAsync(other, Retention);
        await UpkeepAsync(other, Retention);
        Assert.Empty(await app.Get<DeliveryLedger>().PartitionsAsync(default));

        await app.DeliverAsync("second");

        Assert.Equal([TestApp.Bridge], await app.Get<DeliveryLedger>().PartitionsAsync(default));
    }

    [Fact]
    public async Task Executions_that_ISC_has_archived_are_forgotten_and_younger_ones_are_not()
    {
        await using var app = await TestApp.StartAsync();
        await app.RecordAsync(Sample.Received(TestApp.Bridge));
        var executions = app.Get<ExecutionRecords>();
        await executions.AddAsync(Execution("workflow", "old"));
        await executions.AddAsync(Execution("another", "old"));
        app.Time.Advance(TimeSpan.FromDays(1));
        await executions.AddAsync(Execution("workflow", "young"));

        await UpkeepAsync(app, TimeSpan.FromDays(89));

        Assert.Equal(["young"], await ExecutionRowsAsync(app));
        Assert.Contains(app.Logs.At(LogLevel.Information), line => line.Contains("2 executions forgotten", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Forgetting_executions_goes_on_where_the_last_tick_had_to_stop()
    {
        await using var app = await TestApp.StartAsync();
        await app.RecordAsync(Sample.Received(TestApp.Bridge));
        var executions = app.Get<ExecutionRecords>();
        // Rows that stay come first, so that a walk that always begins anew would not get past them.
        foreach (var id in (string[])["1-old", "2-old", "3-old"])
            await executions.AddAsync(Execution("workflow", id));
        await executions.AddAsync(Execution("workflow-2", "4-old"));
        app.Time.Advance(TimeSpan.FromDays(90));
        await executions.AddAsync(Execution("workflow", "0-young"));
        app.Tables.PageLimit = 1;
        app.Tables.Before = operation =>
        {
            if (operation is { Table: "Executions", Method: nameof(TableClient.QueryAsync) })
                app.Time.Advance(TimeSpan.FromSeconds(6));
            return Task.CompletedTask;
        };

        var left = new List<int>();
        for (var tick = 0; tick < 5; tick++)
        {
            await UpkeepAsync(app, TimeSpan.Zero);
            left.Add(await CountAsync());
        }

        Assert.Equal([5, 4, 3, 2, 1], left);
        // From the beginning again.
        await executions.AddAsync(Execution("a-workflow", "old"));
        app.Time.Advance(TimeSpan.FromDays(90));
        await UpkeepAsync(app, TimeSpan.Zero);
        await UpkeepAsync(app, TimeSpan.Zero);
        await UpkeepAsync(app, TimeSpan.Zero);
        Assert.Equal(0, await CountAsync());

        async Task<int> CountAsync()
        {
            var before = app.Tables.Before;
            app.Tables.Before = _ => Task.CompletedTask;
            var count = (await ExecutionRowsAsync(app)).Count;
            app.Tables.Before = before;
            return count;
        }
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

        await UpkeepAsync(app, TimeSpan.FromDays(3));

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
                app.Time.Advance(TimeSpan.FromSeconds(5));
            return Task.CompletedTask;
        };

        await UpkeepAsync(app, Retention);
        Assert.Equal(36, (await app.RowsAsync("D|")).Count);
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

    private static KnownExecution Execution(string workflowId, string id) => new() { WorkflowId = workflowId, ExecutionId = id };

    private static async Task<List<string>> ExecutionRowsAsync(TestApp app)
    {
        var rows = new List<string>();
        await foreach (var row in app.Tables.GetTableClient("Executions").QueryAsync<TableEntity>())
        {
            if (!row.RowKey.StartsWith('!'))
                rows.Add(row.RowKey);
        }

        return rows;
    }

    private static Task<string> UpkeepAsync(TestApp app, TimeSpan after)
    {
        app.Time.Advance(after);
        return app.Get<LedgerMaintenance>().RunAsync(CancellationToken.None);
    }
}
