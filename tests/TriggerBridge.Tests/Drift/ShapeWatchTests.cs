using System.Text.Json;
using TriggerBridge.Bridges;
using TriggerBridge.Drift;
using TriggerBridge.Ledger;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Drift;

/// <summary>What handing over an event costs, and what is too much.</summary>
public sealed class ShapeWatchTests
{
    [Fact]
    public async Task Handing_over_an_event_allocates_nothing()
    {
        await using var app = await DriftApp.StartAsync();
        var (shapes, bridge, context) = (app.Get<ShapeWatch>(), BridgeOf(app), ContextOf("""{"action":"removed","user":{"login":"a"}}"""));
        // Once as many, so that the room for them is there.
        Offer(1000);
        await shapes.WriteAsync();
        Offer(1);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Offer(900);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);

        void Offer(int count)
        {
            for (var i = 0; i < count; i++) shapes.Offer(bridge, context, EventSource.Webhook, isWanted: true);
        }
    }

    [Fact]
    public async Task What_is_too_much_at_once_is_passed_over_and_counted()
    {
        await using var app = await DriftApp.StartAsync();
        var (shapes, bridge) = (app.Get<ShapeWatch>(), BridgeOf(app));
        // Of these, eight megabytes may wait.
        var large = ContextOf($$"""{"text":"{{new string('x', 1_000_000)}}"}""");
        for (var i = 0; i < 20; i++) shapes.Offer(bridge, large, EventSource.Webhook, isWanted: true);
        await shapes.WriteAsync();

        var (_, shape) = Assert.Single(await app.Get<DriftTable>().ListAsync(TestApp.Bridge, CancellationToken.None));
        Assert.Equal((8, 12), (shape.Events, shape.PassedOver));
    }

    [Fact]
    public async Task Of_very_many_events_some_are_looked_at()
    {
        await using var app = await DriftApp.StartAsync();
        var (shapes, bridge, context) = (app.Get<ShapeWatch>(), BridgeOf(app), ContextOf("""{"a":1}"""));
        for (var part = 0; part < 5; part++)
        {
            for (var i = 0; i < 1000; i++) shapes.Offer(bridge, context, EventSource.Webhook, isWanted: true);
            await shapes.WriteAsync();
        }

        var (_, shape) = Assert.Single(await app.Get<DriftTable>().ListAsync(TestApp.Bridge, CancellationToken.None));
        Assert.Equal((2000, 3000), (shape.Events, shape.PassedOver));
    }

    private static Bridge BridgeOf(TestApp app) => app.Get<BridgeCatalog>().TryFind(TestApp.Bridge, out var bridge) ? bridge : throw new InvalidOperationException("There is no bridge.");

    private static EventContext ContextOf(string json) => EventContext.WithoutRequest(JsonElement.Parse(json), TestApp.Bridge, Sample.Noon) with { EventType = "organization" };
}
