using Microsoft.Extensions.Hosting;
using TriggerBridge.Drift;

namespace TriggerBridge.Functions;

/// <summary>Looks at what events look like, beside the work; see <see cref="ShapeWatch"/>.</summary>
internal sealed class DriftWatch(ShapeWatch shapes) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => shapes.RunAsync(stoppingToken);
}
