using TriggerBridge.Benchmarks.Load;
using TriggerBridge.Benchmarks.Measures;
using TriggerBridge.Benchmarks.Servers;

namespace TriggerBridge.Benchmarks;

/// <summary>One of the two servers with the load that goes to it.</summary>
internal sealed class Contestant(HttpServer server, SignedEvent signed) : IAsyncDisposable
{
    private readonly LoadGenerator _load = new(server.Url, AppFiles.BridgeName, signed);

    public IReadOnlyDictionary<string, string> Executions => _load.Executions;

    public double ResidentMegabytes => ProcessUsage.ResidentMegabytes(server.ProcessId);

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
}
