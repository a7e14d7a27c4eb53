using Microsoft.Extensions.Logging;
using TriggerBridge.Dispatch;
using TriggerBridge.Ledger;
using TriggerBridge.Telemetry;

namespace TriggerBridge.Flows.DueWork;

/// <summary>Lets lines go on whose turn is over, and tells of those that a dead letter holds: they wait for a person.</summary>
internal sealed partial class LineWork(Lines lines, WorkablePartitions partitions, TimeProvider time, ILogger<LineWork> logger)
{
    private readonly LogThrottle _signs = new(time, TimeSpan.FromHours(1));

    /// <summary>Of one bridge of those that were listed for the tick.</summary>
    public async Task RunAsync(string bridge, CancellationToken cancellationToken)
    {
        if (!partitions.HasLines(bridge))
            return;

        foreach (var line in await lines.WaitingAsync(bridge, cancellationToken))
        {
            if (await lines.PassOnAsync(bridge, line, cancellationToken) is { Status: DeliveryStatus.DeadLettered } holder && _signs.Allows($"{bridge} {holder.DeliveryId}"))
                LogHeld(bridge, holder.DeliveryId);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Deliveries of {Bridge} wait for the dead letter {DeliveryId} of the same key: replay it, or skip it")]
    private partial void LogHeld(string bridge, string deliveryId);
}
