using TriggerBridge.Benchmarks.Load;
using TriggerBridge.Benchmarks.Measures;
using TriggerBridge.Benchmarks.Servers;

namespace TriggerBridge.Benchmarks;

/// <summary>One of the two servers with the load that goes to it.</summary>
internal sealed class Contestant(HttpServer server, SignedEvent signed) : IAsyncDisposable
{
    private const int WarmUpBursts = 6;
    private const int WarmUpConcurrency = 16;
    private const int MostSettlePeriods = 40;

    private static readonly TimeSpan SettlePeriod = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan SettledUsage = TimeSpan.FromMilliseconds(10);

    private readonly LoadGenerator _load = new(server.Url, AppFiles.BridgeName, signed);

    public IReadOnlyDictionary<string, string> Executions => _load.Executions;

    public double ResidentMegabytes => ProcessUsage.ResidentMegabytes(server.ProcessId);

    /// <summary>
    /// Bursts, each with a rest until the runtime has compiled in the background what the burst showed to be hot: else it
    /// compiles during the rounds, and for the app, which has more code, for longer.
    /// </summary>
    public async Task WarmUpAsync(int deliveries)
    {
        for (var burst = 0; burst < WarmUpBursts; burst++)
        {
            await RunAsync(deliveries, WarmUpConcurrency);
            await SettleAsync();
        }
    }

    public async Task<Round> RunAsync(int deliveries, int concurrency)
    {
        var before = ProcessUsage.ProcessorTime(server.ProcessId);
        var (total, each) = await _load.SendAsync(deliveries, concurrency);
        return Round.Of(total, each, ProcessUsage.ProcessorTime(server.ProcessId) - before);
    }

    public ValueTask DisposeAsync()
    {
        _load.Dispose();
        return server.DisposeAsync();
    }

    private async Task SettleAsync()
    {
        for (var period = 0; period < MostSettlePeriods; period++)
        {
            var before = ProcessUsage.ProcessorTime(server.ProcessId);
            await Task.Delay(SettlePeriod, TimeProvider.System);
            if (ProcessUsage.ProcessorTime(server.ProcessId) - before <= SettledUsage)
                return;
        }
    }
}
