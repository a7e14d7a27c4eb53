using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TriggerBridge.EndToEnd.Testing.Hosting.Rpc;
using TriggerBridge.Testing;

namespace TriggerBridge.EndToEnd.Testing.Hosting;

/// <summary>
/// Plays the Azure Functions host: starts the published app as its worker, forwards requests to it, calls its timers, restarts it when it
/// crashes. What it does was observed at the real one.
/// </summary>
internal sealed class FunctionsHost : IAsyncDisposable
{
    /// <summary>A timer whose schedule is under a minute.</summary>
    public const string Frequent = """{ "Schedule": { "AdjustForDST": true }, "ScheduleStatus": null, "IsPastDue": false }""";

    /// <summary>A timer that has never been called.</summary>
    public const string First = """
        {
          "Schedule": { "AdjustForDST": true },
          "ScheduleStatus": { "Last": "0001-01-01T00:00:00", "Next": "2026-01-01T00:01:00+00:00", "LastUpdated": "0001-01-01T00:00:00" },
          "IsPastDue": false
        }
        """;

    /// <summary>A timer that missed ticks, at the host's start.</summary>
    public const string PastDue = """
        {
          "Schedule": { "AdjustForDST": true },
          "ScheduleStatus": { "Last": "2025-12-31T23:00:00+00:00", "Next": "2025-12-31T23:01:00+00:00", "LastUpdated": "2025-12-31T23:00:00+00:00" },
          "IsPastDue": true
        }
        """;

    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(5);

    // The real host kills it after the grace period. Here it must go by itself, on a busy machine too.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly WebApplication _rpc;
    private readonly Func<Task<Worker>> _start;
    private readonly ConcurrentQueue<Worker> _workers = new();
    private readonly ConcurrentQueue<int> _exitCodes = new();
    private volatile TaskCompletionSource<Worker> _running = NextWorker();
    private HttpTriggers _http = null!;
    private Task _supervising = null!;
    private volatile bool _isStopping;

    private FunctionsHost(WebApplication rpc, Func<Task<Worker>> start)
    {
        _rpc = rpc;
        _start = start;
    }

    public Uri Url => _http.Url;

    /// <summary>The one that runs, or the next one when it has started.</summary>
    public Task<Worker> Worker => _running.Task;

    /// <summary>With what the workers so far have ended.</summary>
    public IReadOnlyCollection<int> ExitCodes => _exitCodes;

    /// <summary>All that all workers so far printed and sent the host to log.</summary>
    public string Output => string.Join('\n', _workers.Select(worker => worker.Output));

    /// <param name="assembly">The app, in the folder that it was published to.</param>
    /// <param name="settings">The app's environment variables.</param>
    /// <param name="key">What opens the functions that are not anonymous.</param>
    /// <exception cref="WorkerEndedException">The app ended before it took requests. The real host would try twice more.</exception>
    public static async Task<FunctionsHost> StartAsync(string assembly, IReadOnlyDictionary<string, string> settings, string key)
    {
        var service = new FunctionRpcService();
        var rpc = await StartRpcAsync(service);
        try
        {
            var address = new Uri(rpc.Urls.Single());
            var host = new FunctionsHost(rpc, () => Hosting.Worker.StartAsync(assembly, settings, address, service));
            var worker = await host._start();
            host._http = await HttpTriggers.StartAsync(worker.Channel.Functions, key, () => host.Worker);
            host._supervising = host.SuperviseAsync(worker);
            return host;
        }
        catch
        {
            await rpc.DisposeAsync();
            throw;
        }
    }

    /// <summary>Calls a timer.</summary>
    /// <param name="function">The timer's name.</param>
    /// <param name="timer">What the host says of it.</param>
    /// <returns>Whether it succeeded, or with what it failed.</returns>
    public async Task<StatusResult> TickAsync(string function, string timer = Frequent)
    {
        var channel = (await Worker).Channel;
        return await channel.InvokeAsync(
            channel.Functions.Single(each => each.Name == function && each.TriggerType == "timerTrigger"),
            Guid.NewGuid().ToString(),
            new TypedData { Json = timer },
            metadata: new Dictionary<string, string>(),
            CancellationToken.None);
    }

    /// <summary>Kills the worker at whatever line it is, and waits until its successor runs.</summary>
    public async Task KillWorkerAsync()
    {
        var killed = await Worker;
        killed.Process.Send(ProcessSignal.Kill);
        await killed.Channel.Closed;
        await Wait.UntilAsync(async () => await Worker != killed, isAnother => isAnother);
    }

    /// <summary>Stops as the platform stops an instance: no new connections, the calls in flight end, then the worker is told to go.</summary>
    /// <returns>The worker's exit code.</returns>
    public async Task<int> StopAsync()
    {
        _isStopping = true;
        await _http.StopAsync();
        (await Worker).Channel.Terminate(GracePeriod);
        await _supervising.WaitAsync(Limit, TimeProvider.System);
        return _exitCodes.Last();
    }

    public async ValueTask DisposeAsync()
    {
        _isStopping = true;
        foreach (var worker in _workers)
            worker.Process.Send(ProcessSignal.Kill);
        await _supervising;
        await _http.DisposeAsync();
        foreach (var worker in _workers)
            await worker.Process.DisposeAsync();
        await _rpc.DisposeAsync();
    }

    private static TaskCompletionSource<Worker> NextWorker() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static async Task<WebApplication> StartRpcAsync(FunctionRpcService service)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = null);
        builder.Services.AddSingleton(service);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        var rpc = builder.Build();
        rpc.MapGrpcService<FunctionRpcService>();
        await rpc.StartAsync();
        return rpc;
    }

    private async Task SuperviseAsync(Worker first)
    {
        for (var worker = first; ; worker = await RestartAsync())
        {
            _workers.Enqueue(worker);
            if (_isStopping)
                worker.Process.Send(ProcessSignal.Kill);
            _running.SetResult(worker);

            await worker.Channel.Closed;
            _running = NextWorker();
            var exitCode = await worker.Process.WaitForEndAsync();
            _exitCodes.Enqueue(exitCode);
            // The real host does not notice that its worker has gone when its exit code is 0: requests wait for nobody.
            if (_isStopping || exitCode == 0)
                return;
        }
    }

    // The real host gives up after the third crash within 30 minutes; no test lets it come to that.
    private async Task<Worker> RestartAsync()
    {
        try
        {
            return await _start();
        }
        catch (Exception fault)
        {
            _running.SetException(fault);
            throw;
        }
    }
}
