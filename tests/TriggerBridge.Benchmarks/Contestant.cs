using TriggerBridge.Benchmarks.Load;
using TriggerBridge.Benchmarks.Measures;

namespace TriggerBridge.Benchmarks;

/// <summary>A server's process, and the load that goes to it.</summary>
internal sealed class Contestant(int processId, LoadGenerator load) : IDisposable
{
    // One at a time takes other ways through the runtime than many do.
    private static readonly int[] WarmUpConcurrencies = [16, 1, 16, 1, 16, 1, 16, 1, 16, 1];

    public IReadOnlyDictionary<string, string?> Executions => load.Executions;

    public double ResidentMegabytes => ProcessUsage.ResidentMegabytes(processId);

    /// <summary>
    /// Bursts, each with a rest until the runtime has compiled what the burst showed to be hot: else it compiles during the rounds, and for
    /// the app, which has more code, for longer.
    /// </summary>
    public async Task WarmUpAsync(int deliveries)
    {
        foreach (var concurrency in WarmUpConcurrencies)
        {
            await load.SendAsync(deliveries, concurrency);
            await ProcessUsage.SettleAsync(processId);
        }
    }

    /// <summary>A round with so many on their way at once.</summary>
    public Task<Round> RunAsync(int deliveries, int concurrency) => Round.MeasureAsync(processId, () => load.SendAsync(deliveries, concurrency));

    /// <summary>A round with so many a second, whatever the answers do.</summary>
    public Task<Round> RunAtRateAsync(int deliveries, int perSecond) => Round.MeasureAsync(processId, () => load.SendAtRateAsync(deliveries, perSecond));

    public void Dispose() => load.Dispose();
}
