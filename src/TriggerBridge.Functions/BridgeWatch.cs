using Microsoft.Extensions.Hosting;
using TriggerBridge.Bridges.Live;

namespace TriggerBridge.Functions;

/// <summary>Looks again and again whether the bridge files have changed.</summary>
internal sealed class BridgeWatch(BridgeUpdates updates, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(updates.Interval, time, stoppingToken);
            await updates.LookAsync(stoppingToken);
        }
    }
}
