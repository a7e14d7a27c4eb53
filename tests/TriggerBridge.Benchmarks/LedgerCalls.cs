using TriggerBridge.Benchmarks.Load;
using TriggerBridge.Benchmarks.Measures;
using TriggerBridge.Benchmarks.Servers;

namespace TriggerBridge.Benchmarks;

/// <summary>
/// How often the app calls Table Storage for a delivery that starts at once. It also calls it every few seconds, for what all instances share;
/// a burst is short, and the median one has none of those.
/// </summary>
internal static class LedgerCalls
{
    private const int Bursts = 15;

    /// <returns>With one at once, and with 64.</returns>
    public static async Task<(double One, double Many)> CountAsync(Stage stage, SignedEvent signed)
    {
        await using var counter = await CallCounter.StartAsync(stage.TableConnectionString);
        var settings = stage.Settings(counter.ConnectionString);
        // Their calls are no delivery's.
        AppFiles.StopTimers(settings, AppFiles.Schedules);
        await using var app = await stage.StartAppAsync(settings);
        using var load = new LoadGenerator(app.Url, AppFiles.BridgeName, signed);

        // The first one also makes what is made once: tables, the bridge's registration.
        await load.SendAsync(1, concurrency: 1);
        await ProcessUsage.SettleAsync(app.ProcessId);
        return (await CountAsync(deliveries: 20, concurrency: 1), await CountAsync(deliveries: 640, concurrency: 64));

        async Task<double> CountAsync(int deliveries, int concurrency)
        {
            var perDelivery = new List<double>(Bursts);
            for (var i = 0; i < Bursts; i++)
            {
                var before = counter.Calls;
                await load.SendAsync(deliveries, concurrency);
                perDelivery.Add((double)(counter.Calls - before) / deliveries);
            }

            return perDelivery.Median();
        }
    }
}
