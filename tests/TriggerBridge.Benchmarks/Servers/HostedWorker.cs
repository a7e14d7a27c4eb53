using TriggerBridge.EndToEnd.Testing.Hosting;

namespace TriggerBridge.Benchmarks.Servers;

/// <summary>The function app as the worker of a played Functions host, which is in this process.</summary>
internal sealed class HostedWorker : IAsyncDisposable
{
    private const string Assembly = "TriggerBridge.Functions.dll";

    // None of what is measured needs it.
    private const string Key = "key";

    private readonly FunctionsHost _host;

    private HostedWorker(FunctionsHost host, int processId)
    {
        _host = host;
        ProcessId = processId;
    }

    public int ProcessId { get; }

    /// <summary>The host's.</summary>
    public Uri Url => _host.Url;

    /// <param name="folder">Where the app was published to.</param>
    /// <param name="settings">Its environment variables.</param>
    /// <returns>When its functions are loaded, and requests are taken.</returns>
    public static async Task<HostedWorker> StartAsync(string folder, IReadOnlyDictionary<string, string> settings)
    {
        var host = await FunctionsHost.StartAsync(Path.Combine(folder, Assembly), settings, Key);
        return new(host, (await host.Worker).Process.Id);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
