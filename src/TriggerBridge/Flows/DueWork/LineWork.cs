using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges;
using TriggerBridge.Ledger;
using TriggerBridge.Telemetry;

namespace TriggerBridge.Flows.DueWork;

/// <summary>Lets lines go on whose turn is over, and tells of those that a dead letter holds: they wait for a person.</summary>
internal sealed partial class LineWork(Lines lines, BridgeCatalog bridges, TimeProvider time, ILogger<LineWork> logger)
{
    private readonly LogThrottle _signs = new(time, TimeSpan.FromHours(1));
    private readonly ConcurrentDictionary<string, string> _withoutLines = new(StringComparer.Ordinal);

    /// <summary>Of one bridge, also of one that nobody knows any more. One that has no order any more is looked at until nobody waits.</summary>
    public async Task RunAsync(string bridgeName, CancellationToken cancellationToken)
    {
        var isOrdered = !bridges.TryFind(bridgeName, out var bridge) || bridge.Keys.Order is not null;
        if (!isOrdered && _withoutLines.GetValueOrDefault(bridgeName) == bridge!.Version)
            return;

        var waiting = await lines.WaitingAsync(bridgeName, cancellationToken);
        if (!isOrdered && waiting.Count == 0)
            _withoutLines[bridgeName] = bridge!.Version;
        foreach (var key in waiting)
        {
            if (await lines.PassOnAsync(bridgeName, key, cancellationToken) is { Status: DeliveryStatus.DeadLettered } holder
                && _signs.Allows($"{bridgeName} {holder.DeliveryId}"))
                LogHeld(bridgeName, holder.DeliveryId);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Deliveries of {Bridge} wait for the dead letter {DeliveryId} of the same key: replay it, or skip it")]
    private partial void LogHeld(string bridge, string deliveryId);
}
