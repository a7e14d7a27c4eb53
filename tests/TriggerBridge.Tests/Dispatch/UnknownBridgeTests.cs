using System.Net;
using TriggerBridge.Ledger;
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
