using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TriggerBridge.Dispatch;

namespace TriggerBridge.Functions;

/// <summary>
/// Passes the platform's wish to stop on to what sends, and keeps the process until the outcomes of its calls are on record. The Functions host ends
/// its worker five seconds after the wish, whatever still runs.
/// </summary>
internal sealed partial class StopRequest(OrderlyStop stop, IHostApplicationLifetime lifetime, ILogger<StopRequest> logger) : IHostedService, IDisposable
{
    private CancellationTokenRegistration _registration;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _registration = lifetime.ApplicationStopping.Register(stop.Request);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await stop.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            LogNotRecorded();
        }
    }

    public void Dispose() => _registration.Dispose();

    [LoggerMessage(LogLevel.Warning, "The app ends before the outcomes of all its calls are on record: those deliveries are in doubt when their leases end")]
    private partial void LogNotRecorded();
}
