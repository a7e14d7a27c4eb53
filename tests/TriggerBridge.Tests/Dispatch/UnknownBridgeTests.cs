using System.Net;
using Azure.Data.Tables;
using TriggerBridge.Bridges;
using TriggerBridge.Dispatch;
using TriggerBridge.Flows.Answering;
using TriggerBridge.Ledger;
using TriggerBridge.Maintenance;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Dispatch;

/// <summary>A rolling update: some instances have a bridge that others do not know.</summary>
public sealed class UnknownBridgeTests
{
    private const string RecordOnly = "\"dispatchBudget\": \"00:00:00\",";
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task What_an_instance_does_not_know_is_left_to_those_that_do()
    {
        await using var app = await TestApp.StartAsync(RecordOnly);
        await using var old = await StartWithoutTheBridgeAsync(app);
        var received = (await app.DeliverAsync("event")).Id();
        var sent = await app.RecordAsync(Sample.Claimed(TestApp.Bridge));
        var inDoubt = await app.RecordAsync(Sample.Claimed(TestApp.Bridge));
        await app.MoveAsync(inDoubt.DeliveryId, delivery => delivery with { Status = DeliveryStatus.InDoubt, Attempts = [Sample.Attempt(AttemptOutcome.InDoubt)] });
        var before = await StatesAsync(app, received, sent.DeliveryId, inDoubt.DeliveryId);

        await old.TickAsync(TimeSpan.FromMinutes(10));
        await old.TickAsync(TimeSpan.FromMinutes(40));
        Assert.Equal(before, await StatesAsync(app, received, sent.DeliveryId, inDoubt.DeliveryId));

        await app.TickAsync(TimeSpan.Zero);
        Assert.Equal(DeliveryStatus.Started, (await app.FindAsync(received)).Status);
        Assert.Single(app.Tenant.Inputs);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task However_long_the_update_takes_nothing_is_given_up_while_another_instance_works_on_the_bridge(bool byReceiving)
    {
        await using var app = await TestApp.StartAsync(RecordOnly);
        await using var old = await StartWithoutTheBridgeAsync(app);
        // It has to wait for ISC.
        app.Tenant.OnToken = () => StubHttpHandler.Json(HttpStatusCode.InternalServerError, "{}");
        var waiting = (await app.DeliverAsync("event")).Id();

        for (var n = 0; n < 4; n++)
        {
            app.Time.Advance(TimeSpan.FromMinutes(40));
            if (byReceiving)
                await app.DeliverAsync($"event-{n}");
            else
                await app.TickAsync(TimeSpan.Zero);
            await old.TickAsync(TimeSpan.FromMinutes(10));
        }

        Assert.NotEqual(DeliveryStatus.DeadLettered, (await app.FindAsync(waiting)).Status);
    }

    [Fact]
    public async Task What_nobody_has_known_for_an_hour_is_a_dead_letter()
    {
        await using var app = await TestApp.StartAsync(RecordOnly);
        await using var old = await StartWithoutTheBridgeAsync(app);
        var received = (await app.DeliverAsync("event")).Id();

        await old.TickAsync(Hour);
        Assert.Equal(DeliveryStatus.Received, (await app.FindAsync(received)).Status);
        await old.TickAsync(TimeSpan.FromSeconds(10));

        var delivery = await app.FindAsync(received);
        Assert.Equal(DeliveryStatus.DeadLettered, delivery.Status);
        Assert.Contains("no longer configured", delivery.Reason, StringComparison.Ordinal);
        Assert.Empty(app.Tenant.Inputs);
    }

    [Theory]
    [InlineData(DeliveryStatus.Received)]
    [InlineData(DeliveryStatus.InDoubt)]
    public async Task What_goes_while_a_tick_runs_has_its_hour_too(DeliveryStatus status)
    {
        await using var app = await TestApp.StartAsync(RecordOnly);
        var id = status == DeliveryStatus.Received ? (await app.DeliverAsync("event")).Id() : (await app.RecordAsync(Sample.Claimed(TestApp.Bridge))).DeliveryId;
        if (status == DeliveryStatus.InDoubt)
            await app.MoveAsync(id, delivery => delivery with { Status = status, Attempts = [Sample.Attempt(AttemptOutcome.InDoubt)] });
        RemoveBridgeBefore(app, nameof(TableClient.GetEntityIfExistsAsync));

        await app.TickAsync(TimeSpan.FromMinutes(2));

        Assert.False(app.Get<BridgeCatalog>().TryFind(TestApp.Bridge, out _));
        Assert.Equal(status, (await app.FindAsync(id)).Status);
        await app.TickAsync(Hour);
        await app.TickAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(DeliveryStatus.DeadLettered, (await app.FindAsync(id)).Status);
        Assert.Empty(app.Tenant.Inputs);
    }

    [Fact]
    public async Task What_is_to_be_answered_has_its_hour_too()
    {
        await using var app = await TestApp.StartAsync(RecordOnly);
        var now = app.Time.GetUtcNow();
        var callback = new Callback { Status = CallbackStatus.Open, Url = new Uri("https://acme.example.com/answer"), NotBefore = now, Deadline = now.AddHours(1) };
        var asked = await app.RecordAsync(Sample.Claimed(TestApp.Bridge) with { Callback = callback });
        app.WriteBridgeFile("github.json", text: null);
        await app.LookAtBridgesAsync();

        await app.Get<DueAnswers>().ProcessAsync(new DeliveryLookup.Found(asked, Payload: null), CancellationToken.None);

        Assert.Equal(CallbackStatus.Open, (await app.FindAsync(asked.DeliveryId)).Callback!.Status);
    }

    [Fact]
    public async Task What_has_only_just_gone_keeps_what_it_may_have_asked_to_keep()
    {
        await using var app = await TestApp.StartAsync(RecordOnly);
        await app.DeliverAsync("event");
        app.WriteBridgeFile("github.json", text: null);
        await app.LookAtBridgesAsync();

        await app.Get<WorkablePartitions>().ListAsync(CancellationToken.None);
        Assert.Equal(DateTimeOffset.MinValue, app.Get<RetentionTimes>().DeliveriesUntil(TestApp.Bridge));
        app.Time.Advance(2 * Hour);
        await app.Get<WorkablePartitions>().ListAsync(CancellationToken.None);
        Assert.Equal(app.Get<LedgerClock>().UtcNow - BridgeDefaults.Retention, app.Get<RetentionTimes>().DeliveriesUntil(TestApp.Bridge));
    }

    // Within the work on its partition: it was there when the list was made.
    private static void RemoveBridgeBefore(TestApp app, string method) =>
        app.Tables.Before = async operation =>
        {
            if (operation.Table != "Deliveries" || operation.Method != method)
                return;
            app.Tables.Before = _ => Task.CompletedTask;
            app.WriteBridgeFile("github.json", text: null);
            await app.LookAtBridgesAsync();
        };

    private static async Task<TestApp> StartWithoutTheBridgeAsync(TestApp app)
    {
        var old = await app.StartAnotherAsync();
        await old.RestartAsync("other");
        return old;
    }

    private static async Task<List<(DeliveryStatus Status, WorkItem? Work)>> StatesAsync(TestApp app, params string[] ids)
    {
        var states = new List<(DeliveryStatus, WorkItem?)>();
        foreach (var id in ids)
        {
            var delivery = await app.FindAsync(id);
            states.Add((delivery.Status, delivery.Work));
        }

        return states;
    }
}
