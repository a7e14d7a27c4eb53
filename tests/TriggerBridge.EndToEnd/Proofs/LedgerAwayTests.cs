using System.Globalization;
using TriggerBridge.EndToEnd.Testing;
using Xunit.Abstractions;

namespace TriggerBridge.EndToEnd.Proofs;

public sealed class LedgerAwayTests(ITestOutputHelper output)
{
    [Fact]
    public async Task While_the_table_service_is_away_nothing_is_answered_2xx_that_is_not_in_it()
    {
        await using var system = await LocalSystem.StartAsync(onDisk: true);
        using var sender = new RepeatingSender(system.Folder.WebhookSecret, () => system.App);
        var sending = sender.SendAllAsync(Enumerable.Range(0, 400).Select(n => string.Create(CultureInfo.InvariantCulture, $"event-{n}")), atOnce: 4);

        var before = await Wait.UntilAsync(() => Task.FromResult(sender.Accepted.Count), count => count > 20);
        await system.StopTablesAsync(() => Wait.UntilAsync(() => Task.FromResult(sender.Repeats), repeats => repeats > 50));
        await sending;

        var inLedger = (await system.App.DeliveriesAsync()).Select(delivery => delivery.GetProperty("deliveryId").GetString()!);
        output.WriteLine($"accepted before {before}, in all {sender.Accepted.Count}; repeats while the ledger was away: {sender.Repeats}");
        Assert.True(sender.Repeats > 0);
        Assert.Equal(sender.Accepted.Order(StringComparer.Ordinal), inLedger.Order(StringComparer.Ordinal));
        var started = await system.Tenant.StartedDeliveriesAsync();
        Assert.Equal(started.Distinct(StringComparer.Ordinal).Count(), started.Count);
    }
}
