using TriggerBridge.EndToEnd.Testing.Hosting;
using TriggerBridge.Testing;

namespace TriggerBridge.Benchmarks.Servers;

/// <summary>The function app as the worker of a played Functions host, which is in this process.</summary>
internal sealed class HostedWorker : IAsyncDisposable
{
    private const string Assembly = "TriggerBridge.Functions.dll";

    // None of what is measured needs it.
    private const string Key = "key";

    private readonly FunctionsHost _host;

    private readonly ServerProcess _process;

    private HostedWorker(FunctionsHost host, ServerProcess process)
    {
        _host = host;
        _process = process;
    }

    public int ProcessId => _process.Id;

    /// <summary>When it was spawned; the host was there before.</summary>
    public long SpawnedAt => _process.SpawnedAt;

    /// <summary>The host's.</summary>
    public Uri Url => _host.Url;

    /// <param name="folder">Where the app was published to.</param>
    /// <param name="settings">Its environment variables.</param>
    /// <returns>When its functions are loaded, and requests are taken.</returns>
    public static async Task<HostedWorker> StartAsync(string folder, IReadOnlyDictionary<string, string> settings)
    {
        var host = await FunctionsHost.StartAsync(Path.Combine(folder, Assembly), settings, Key);
        return new(host, (await host.Worker).Process);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
