using Microsoft.Extensions.Logging;
using TriggerBridge.Ledger;

namespace TriggerBridge.Telemetry;

/// <summary>
/// Looks at the work that a tick found due: how much it is, how late the oldest item is, and for how long something has been in doubt. What waits
/// for a paused client is not looked at; the pause itself is logged.
/// </summary>
internal sealed partial class WorkWatch
{
    /// <summary>Ticks come every ten seconds: what is later than this is not being done.</summary>
    private static readonly TimeSpan Overdue = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan LongInDoubt = TimeSpan.FromMinutes(10);

    private readonly LedgerClock _clock;
    private readonly ILogger<WorkWatch> _logger;
    private int _due;
    private double _oldestSeconds;
    private double _inDoubtSeconds;

    public WorkWatch(LedgerClock clock, ILogger<WorkWatch> logger)
    {
        _clock = clock;
        _logger = logger;
        BridgeTelemetry.Meter.CreateObservableGauge("triggerbridge.work.due", () => Volatile.Read(ref _due), "{item}", "Work items that the last tick found due.");
        BridgeTelemetry.Meter.CreateObservableGauge(
            "triggerbridge.work.oldest", () => Volatile.Read(ref _oldestSeconds), "s", "How long ago the oldest of them had become due.");
        BridgeTelemetry.Meter.CreateObservableGauge(
            "triggerbridge.doubt.oldest", () => Volatile.Read(ref _inDoubtSeconds), "s", "How long ago the oldest delivery in doubt was received.");
    }

    /// <param name="found">What one tick found due, over all bridges.</param>
    public void Look(IReadOnlyCollection<(string Bridge, WorkItem Item)> found)
    {
        var now = _clock.UtcNow;
        Volatile.Write(ref _due, found.Count);
        Volatile.Write(ref _oldestSeconds, found.Select(one => (now - one.Item.Due).TotalSeconds).DefaultIfEmpty().Max());
        Volatile.Write(ref _inDoubtSeconds, found.Where(InDoubt).Select(one => (now - one.Item.ReceivedAt).TotalSeconds).DefaultIfEmpty().Max());

        foreach (var bridge in found.GroupBy(one => one.Bridge, one => one.Item, StringComparer.Ordinal))
        {
            var late = now - bridge.Min(item => item.Due);
            if (late > Overdue)
                LogOverdue(bridge.Key, late);
            foreach (var item in bridge.Where(item => item.Kind == WorkKind.Resolve && now - item.ReceivedAt > LongInDoubt))
                LogInDoubt(bridge.Key, item.DeliveryId, now - item.ReceivedAt);
        }
    }

    private static bool InDoubt((string Bridge, WorkItem Item) one) => one.Item.Kind == WorkKind.Resolve;

    // Alerts wait for these texts (infra/modules/alerts.bicep).
    [LoggerMessage(LogLevel.Warning, "Bridge {Bridge} has work that is overdue, the oldest by {Late}")]
    private partial void LogOverdue(string bridge, TimeSpan late);

    [LoggerMessage(LogLevel.Warning, "Delivery {Bridge}/{DeliveryId} is in doubt for long: received {Ago} ago")]
    private partial void LogInDoubt(string bridge, string deliveryId, TimeSpan ago);
}
