using System.Text.Json;
using Azure.Data.Tables;
using TriggerBridge.Ledger;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Dispatch;

/// <summary>The rules of the ledger's protocol (docs/design: decisions), each with what goes wrong without it.</summary>
public sealed class DispatchRulesTests
{
    private const string RecordOnly = "\"dispatchBudget\": \"00:00:00\",";
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(75);

    [Theory]
    [InlineData(69.9, 1)]
    [InlineData(70, 0)]
    [InlineData(500, 0)]
    public Task A_process_that_was_paused_between_claim_and_send_never_sends_after_its_lease(double pause, int sent) =>
        SendsAfterPauseAsync(pause, sent, "TriggerBridge:Tenants:acme:RequestsPer10Seconds=0");

    // Its permit lapses after a window of ten seconds and the longest way of one: another call may have it by then.
    [Theory]
    [InlineData(10.9, 1)]
    [InlineData(69.9, 0)]
    public Task A_process_that_was_paused_between_claim_and_send_never_sends_after_its_permit(double pause, int sent) => SendsAfterPauseAsync(pause, sent);

    private static async Task SendsAfterPauseAsync(double pause, int sent, params string[] settings)
    {
        await using var app = await TestApp.StartAsync(RecordOnly, settings: settings);
        var id = (await app.DeliverAsync("event")).Id();
        Pause(app, after: DeliveryStatus.Dispatching, TimeSpan.FromSeconds(pause));

        await app.TickAsync(TimeSpan.Zero);
        await UntilAsync(app, id, status => status is DeliveryStatus.RetryScheduled or DeliveryStatus.Started);
        Assert.Equal(sent, app.Tenant.Inputs.Count);

        await UntilAsync(app, id, status => status == DeliveryStatus.Started, () => app.TickAsync(TimeSpan.FromSeconds(10)));
        Assert.Single(app.Tenant.Inputs);
    }

    [Fact]
    public async Task A_paused_process_whose_lease_was_taken_over_does_not_send_either()
    {
        await using var app = await TestApp.StartAsync(RecordOnly);
        var id = (await app.DeliverAsync("event")).Id();
        app.Tables.After = async operation =>
        {
            if (!operation.Actions.Any(action => action.Sets(DeliveryStatus.Dispatching)))
                return;
            app.Tables.After = _ => Task.CompletedTask;
            // While this process stands still, another one finds the lease run out.
            await app.TickAsync(Lease);
        };

        await app.TickAsync(TimeSpan.Zero);
        await UntilAsync(app, id, status => status == DeliveryStatus.RetryScheduled);

        Assert.Empty(app.Tenant.Inputs);
        var delivery = await app.FindAsync(id);
        Assert.Equal(AttemptOutcome.NotSent, Assert.Single(delivery.Attempts).Outcome);
        Assert.Equal(DeliveryStatus.RetryScheduled, delivery.Status);
    }

    [Fact]
    public async Task A_paused_process_does_not_adopt_the_attempt_of_whoever_took_its_record_over()
    {
        await using var app = await TestApp.StartAsync();
        app.Tables.After = async operation =>
        {
            if (!operation.Actions.Any(action => action.Sets(DeliveryStatus.Dispatching)))
                return;
            app.Tables.After = _ => Task.CompletedTask;
            // While this process stands still, another one takes over and claims the next attempt; then the client repeats the record.
            app.Time.Advance(Lease);
            var id = Assert.Single(await app.RowsAsync("K|"))[2..];
            await app.MoveAsync(
                id,
                delivery => delivery with { Status = DeliveryStatus.InDoubt, Attempts = [Sample.Attempt(AttemptOutcome.InDoubt)] },
                delivery => delivery with { Status = DeliveryStatus.RetryScheduled },
                delivery => delivery with { Status = DeliveryStatus.Dispatching, AttemptCount = 2 });
            await app.Tables.GetTableClient(operation.Table).SubmitTransactionAsync(operation.Actions);
        };

        var accepted = await app.DeliverAsync("event");

        var delivery = await app.FindAsync(accepted.Id());
        Assert.Equal((DeliveryStatus.Dispatching, 2), (delivery.Status, delivery.AttemptCount));
        Assert.Single(delivery.Attempts);
        Assert.Empty(app.Tenant.Inputs);
    }

    [Theory]
    [InlineData(1.5, 1)]
    [InlineData(1.501, 0)]
    public async Task With_less_than_half_a_second_of_the_budget_left_no_call_is_started(double tokenTakes, int sent)
    {
        await using var app = await TestApp.StartAsync();
        app.Tenant.OnToken = () =>
        {
            app.Tenant.OnToken = () => null;
            app.Time.Advance(TimeSpan.FromSeconds(tokenTakes));
            return null;
        };

        var accepted = await app.DeliverAsync("event");
        Assert.Equal(sent, app.Tenant.Inputs.Count);
        Assert.Equal(sent == 1 ? "Started" : "RetryScheduled", accepted.GetProperty("status").GetString());

        await app.TickAsync(TimeSpan.Zero);
        Assert.Single(app.Tenant.Inputs);
    }

    [Fact]
    public async Task A_claim_whose_write_lost_its_answer_is_ours_and_is_sent()
    {
        await using var app = await TestApp.StartAsync(RecordOnly);
        var id = (await app.DeliverAsync("event")).Id();
        app.Tables.After = async operation =>
        {
            if (!operation.Actions.Any(action => action.Sets(DeliveryStatus.Dispatching)))
                return;
            app.Tables.After = _ => Task.CompletedTask;
            // As the client's own repeat after an answer that never came.
            await app.Tables.GetTableClient(operation.Table).SubmitTransactionAsync(operation.Actions);
        };

        await app.TickAsync(TimeSpan.Zero);

        Assert.Single(app.Tenant.Inputs);
        Assert.Equal(DeliveryStatus.Started, (await app.FindAsync(id)).Status);
    }

    [Fact]
    public async Task A_work_item_that_its_delivery_does_not_know_is_taken_away_and_starts_nothing()
    {
        await using var app = await TestApp.StartAsync(RecordOnly);
        var delivery = await app.FindAsync((await app.DeliverAsync("event")).Id());
        await app.TickAsync(TimeSpan.Zero);
        await app.Tables.GetTableClient("Deliveries").AddEntityAsync(new TableEntity(TestApp.Bridge, delivery.Work!.RowKey));
        await app.Tables.GetTableClient("Deliveries").AddEntityAsync(new TableEntity(TestApp.Bridge, Sample.Claimed().Work!.RowKey));

        await app.TickAsync(Lease);

        Assert.Single(app.Tenant.Inputs);
        Assert.Empty(await app.RowsAsync("W|"));
    }

    [Fact]
    public async Task A_delivery_that_moved_on_after_the_listing_is_not_sent_for_its_old_work_item()
    {
        await using var app = await TestApp.StartAsync(RecordOnly);
        var id = (await app.DeliverAsync("event")).Id();
        app.Tables.Before = async operation =>
        {
            // The first reading of the delivery itself.
            if (operation is not { Table: "Deliveries", Method: nameof(TableClient.GetEntityIfExistsAsync) })
                return;
            app.Tables.Before = _ => Task.CompletedTask;
            await app.MoveAsync(id, received => received with { Work = received.Due(WorkKind.Dispatch, Sample.Noon.AddHours(1)) });
        };

        await app.TickAsync(TimeSpan.Zero);

        Assert.Empty(app.Tenant.Inputs);
        Assert.Equal([(await app.FindAsync(id)).Work!.RowKey], await app.RowsAsync("W|"));
    }

    [Theory]
    [InlineData(3, DeliveryStatus.InDoubt)]
    [InlineData(4, DeliveryStatus.DeadLettered)]
    public async Task The_fifth_lost_lease_is_the_last(int lostBefore, DeliveryStatus expected)
    {
        await using var app = await TestApp.StartAsync();
        var claimed = await app.RecordAsync(Sample.Claimed(TestApp.Bridge) with { LostLeases = lostBefore });

        await app.TickAsync(Lease);

        var delivery = await app.FindAsync(claimed.DeliveryId);
        Assert.Equal(expected, delivery.Status);
        Assert.Equal(lostBefore + 1, delivery.LostLeases);
        Assert.Equal(expected == DeliveryStatus.DeadLettered, delivery.Work is null);
    }

    [Fact]
    public async Task Deliveries_of_a_removed_bridge_are_dead_lettered_and_not_forgotten()
    {
        await using var app = await TestApp.StartAsync(RecordOnly);
        var received = (await app.DeliverAsync("event")).Id();
        var waiting = await app.RecordAsync(Sample.Claimed(TestApp.Bridge));
        await app.MoveAsync(waiting.DeliveryId, delivery => delivery with { Status = DeliveryStatus.RetryScheduled });
        var sent = await app.RecordAsync(Sample.Claimed(TestApp.Bridge));
        await app.RestartAsync("other");

        await app.TickAsync(TimeSpan.FromHours(1) + Lease);
        await app.TickAsync(TimeSpan.FromMinutes(10));

        foreach (var id in new[] { received, waiting.DeliveryId, sent.DeliveryId })
        {
            var delivery = await app.FindAsync(id);
            Assert.Equal(DeliveryStatus.DeadLettered, delivery.Status);
            Assert.Contains("no longer configured", delivery.Reason, StringComparison.Ordinal);
            Assert.True(delivery.UpdatedAt >= Sample.Noon + Lease, "Its retention counts from now.");
        }

        Assert.Empty(app.Tenant.Inputs);
        Assert.Empty(await app.RowsAsync("W|"));
    }

    [Fact]
    public async Task A_tick_ends_itself_after_45_seconds_and_the_next_one_goes_on()
    {
        await using var app = await TestApp.StartAsync(RecordOnly);
        for (var n = 0; n < 30; n++)
            await app.DeliverAsync($"event-{n}");
        var clock = new Lock();
        app.Tables.After = operation =>
        {
            if (!operation.Actions.Any(action => action.Sets(DeliveryStatus.Started))) return Task.CompletedTask;
            // One after the other: the tick's end must have come when the next one goes on, however threads take turns.
            lock (clock) app.Time.Advance(TimeSpan.FromSeconds(9));
            return Task.CompletedTask;
        };

        await app.TickAsync(TimeSpan.Zero);
        var first = app.Tenant.Inputs.Count;
        // Sending has 30 s of them, and four take 36; those that had begun by then go on behind the tick.
        Assert.InRange(first, 3, 4 + 8);

        app.Tables.After = _ => Task.CompletedTask;
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        while (app.Tenant.Inputs.Count < 30)
        {
            await app.TickAsync(TimeSpan.FromSeconds(10));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, deadline.Token);
        }

        Assert.Equal(30, app.Tenant.Inputs.Select(input => input.GetProperty("_deliveryId").GetString()).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void The_host_allows_a_tick_five_minutes()
    {
        var host = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "host.json"))).RootElement;
        Assert.Equal("00:05:00", host.GetProperty("functionTimeout").GetString());
    }

    private static void Pause(TestApp app, DeliveryStatus after, TimeSpan length) => app.Tables.After = operation =>
    {
        if (operation.Actions.Any(action => action.Sets(after)))
        {
            app.Tables.After = _ => Task.CompletedTask;
            app.Time.Advance(length);
        }

        return Task.CompletedTask;
    };

    // What takes longer than a tick's patience, as a pause of the process does, goes on behind it.
    private static async Task UntilAsync(TestApp app, string id, Func<DeliveryStatus, bool> isReached, Func<Task>? meanwhile = null)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        while (!isReached((await app.FindAsync(id)).Status))
        {
            if (meanwhile is not null)
                await meanwhile();
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, deadline.Token);
        }
    }
}
