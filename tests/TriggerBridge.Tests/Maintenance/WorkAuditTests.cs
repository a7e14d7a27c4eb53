using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using TriggerBridge.Ledger;
using TriggerBridge.Maintenance;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Maintenance;

public sealed class WorkAuditTests
{
    [Fact]
    public async Task A_delivery_whose_work_item_is_gone_gets_it_back_and_is_sent()
    {
        await using var app = await TestApp.StartAsync("\"dispatchBudget\": \"00:00:00\",");
        var accepted = await app.DeliverAsync("event");
        await app.DeleteRowAsync(Assert.Single(await app.RowsAsync("W|")));
        await app.TickAsync(TimeSpan.FromHours(1));
        Assert.Empty(app.Tenant.Inputs);

        await AuditAsync(app);
        await app.TickAsync(TimeSpan.Zero);

        Assert.Equal(DeliveryStatus.Started, (await app.FindAsync(accepted.Id())).Status);
        Assert.Single(app.Tenant.Inputs);
        Assert.Contains(app.Logs.At(LogLevel.Warning), line => line.Contains(accepted.Id(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(DeliveryStatus.InDoubt, WorkKind.Resolve)]
    [InlineData(DeliveryStatus.RetryScheduled, WorkKind.Dispatch)]
    [InlineData(DeliveryStatus.Started, WorkKind.Track)]
    public async Task A_delivery_that_knows_of_no_work_gets_some(DeliveryStatus status, WorkKind kind)
    {
        await using var app = await TestApp.StartAsync();
        var id = await LoseWorkAsync(app, status);

        await AuditAsync(app);

        var work = (await app.FindAsync(id)).Work;
        Assert.Equal(kind, work?.Kind);
        Assert.Equal(app.Time.GetUtcNow(), work?.Due);
        Assert.Equal([work!.RowKey], await app.RowsAsync("W|"));
    }

    [Fact]
    public async Task A_running_call_is_not_taken_over_before_its_lease_has_ended()
    {
        await using var app = await TestApp.StartAsync();
        var id = await LoseWorkAsync(app, DeliveryStatus.Dispatching);
        await AuditAsync(app);
        Assert.Equal(Sample.Noon.AddSeconds(75), (await app.FindAsync(id)).Work?.Due);
    }

    [Fact]
    public async Task What_is_over_is_left_alone()
    {
        await using var app = await TestApp.StartAsync();
        await LoseWorkAsync(app, DeliveryStatus.Started, "Executions are not followed.");
        await LoseWorkAsync(app, DeliveryStatus.DeadLettered);
        await AuditAsync(app);
        Assert.Empty(await app.RowsAsync("W|"));
    }

    [Fact]
    public async Task Whoever_moves_the_delivery_meanwhile_wins()
    {
        await using var app = await TestApp.StartAsync();
        var id = await LoseWorkAsync(app, DeliveryStatus.InDoubt);
        app.BeforeNextTransaction(action => action.Sets(DeliveryStatus.InDoubt), () => app.MoveAsync(
            id, delivery => delivery with { Status = DeliveryStatus.DeadLettered, Reason = "held" }));

        await AuditAsync(app);

        Assert.Equal(DeliveryStatus.DeadLettered, (await app.FindAsync(id)).Status);
        Assert.Empty(await app.RowsAsync("W|"));
    }

    [Fact]
    public async Task A_delivery_that_moves_on_while_it_is_looked_at_keeps_its_own_work()
    {
        await using var app = await TestApp.StartAsync();
        var id = await LoseWorkAsync(app, DeliveryStatus.InDoubt);
        var due = Sample.Noon.AddHours(1);
        app.Tables.Before = async operation =>
        {
            // The reading of the delivery itself, after it was listed.
            if (operation is not { Table: "Deliveries", Method: nameof(TableClient.GetEntityIfExistsAsync) })
                return;
            app.Tables.Before = _ => Task.CompletedTask;
            await app.MoveAsync(id, delivery => delivery with { Work = delivery.Due(WorkKind.Resolve, due) });
        };

        await AuditAsync(app);

        Assert.Equal(due, (await app.FindAsync(id)).Work?.Due);
        Assert.Single(await app.RowsAsync("W|"));
        Assert.Empty(app.Logs.At(LogLevel.Warning));
    }

    [Fact]
    public async Task Work_that_no_delivery_knows_goes_and_all_other_stays()
    {
        await using var app = await TestApp.StartAsync();
        var claimed = await app.RecordAsync(Sample.Claimed(TestApp.Bridge));
        var gone = Sample.Claimed(TestApp.Bridge);
        await AddWorkAsync(app, claimed.Due(WorkKind.Dispatch, Sample.Noon.AddDays(1)));
        await AddWorkAsync(app, claimed.Due(WorkKind.Track, Sample.Noon.AddDays(1)));
        await AddWorkAsync(app, gone.Work!);

        await AuditAsync(app);

        Assert.Equal([claimed.Work!.RowKey], await app.RowsAsync("W|"));
    }

    [Fact]
    public async Task Work_that_another_instance_makes_of_what_was_left_over_is_not_taken_away()
    {
        await using var app = await TestApp.StartAsync();
        var claimed = await app.RecordAsync(Sample.Claimed(TestApp.Bridge));
        var item = claimed.Due(WorkKind.Dispatch, Sample.Noon.AddDays(1));
        await AddWorkAsync(app, item);
        app.Tables.Before = async operation =>
        {
            if (operation is not { Table: "Deliveries", Method: nameof(TableClient.DeleteEntityAsync) })
                return;
            // The other one has found it left over, too, and then has moved its delivery to the same time.
            app.Tables.Before = _ => Task.CompletedTask;
            await app.DeleteRowAsync(item.RowKey);
            await app.MoveAsync(claimed.DeliveryId, delivery => delivery with { Status = DeliveryStatus.RetryScheduled, Work = item });
        };

        Assert.False(await app.Get<DeliveryLedger>().DeleteStrayAsync(TestApp.Bridge, item, default));

        Assert.Equal([item.RowKey], await app.RowsAsync("W|"));
    }

    [Fact]
    public async Task Work_that_becomes_live_between_the_two_reads_is_not_taken_away()
    {
        await using var app = await TestApp.StartAsync();
        var claimed = await app.RecordAsync(Sample.Claimed(TestApp.Bridge));
        var item = claimed.Due(WorkKind.Dispatch, Sample.Noon.AddDays(1));
        await AddWorkAsync(app, item);
        var reads = 0;
        app.Tables.Before = async operation =>
        {
            if (operation is not { Table: "Deliveries", Method: nameof(TableClient.GetEntityIfExistsAsync) } || ++reads < 2)
                return;
            app.Tables.Before = _ => Task.CompletedTask;
            await app.DeleteRowAsync(item.RowKey);
            await app.MoveAsync(claimed.DeliveryId, delivery => delivery with { Status = DeliveryStatus.RetryScheduled, Work = item });
        };

        Assert.False(await app.Get<DeliveryLedger>().DeleteStrayAsync(TestApp.Bridge, item, default));

        Assert.Equal([item.RowKey], await app.RowsAsync("W|"));
    }

    [Fact]
    public async Task A_tick_ends_itself_and_the_next_one_goes_on_where_it_ended()
    {
        await using var app = await TestApp.StartAsync();
        var ids = new List<string>();
        for (var n = 0; n < 3; n++)
            ids.Add(await LoseWorkAsync(app, DeliveryStatus.InDoubt, second: n));
        app.Tables.PageLimit = 1;
        app.Tables.Before = operation =>
        {
            // Each page takes so long that there is time for one.
            if (operation is { Table: "Deliveries", Method: nameof(TableClient.QueryAsync) })
                app.Time.Advance(TimeSpan.FromSeconds(11));
            return Task.CompletedTask;
        };

        // Newest first; a fourth tick begins anew.
        for (var tick = 1; tick <= 4; tick++)
        {
            await AuditAsync(app);
            var restored = new List<bool>();
            foreach (var id in ids)
                restored.Add((await app.FindAsync(id)).Work is not null);
            Assert.Equal([tick >= 3, tick >= 2, tick >= 1], restored);
        }

        app.Tables.Before = _ => Task.CompletedTask;
        var late = await LoseWorkAsync(app, DeliveryStatus.InDoubt, second: 10);
        await AuditAsync(app);
        Assert.NotNull((await app.FindAsync(late)).Work);
    }

    private static async Task<string> LoseWorkAsync(TestApp app, DeliveryStatus status, string? reason = null, int second = 0)
    {
        var claimed = Sample.Claimed(TestApp.Bridge) with { ReceivedAt = Sample.Noon.AddSeconds(second) };
        claimed = await app.RecordAsync(claimed with { Work = claimed.Due(WorkKind.Dispatch, Sample.Noon.AddSeconds(75)) });
        await app.MoveAsync(claimed.DeliveryId, delivery => delivery with { Status = status, Work = null, Reason = reason });
        return claimed.DeliveryId;
    }

    private static async Task AddWorkAsync(TestApp app, WorkItem item) =>
        await app.Tables.GetTableClient("Deliveries").AddEntityAsync(new TableEntity(TestApp.Bridge, item.RowKey));

    private static Task<string> AuditAsync(TestApp app) => app.Get<LedgerMaintenance>().RunAsync(CancellationToken.None);
}
