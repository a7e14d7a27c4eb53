using TriggerBridge.Bridges;
using TriggerBridge.Dispatch;
using TriggerBridge.Ledger;

namespace TriggerBridge.Maintenance;

/// <summary>
/// How long things stay in the ledger; those of a bridge that nobody knows any more as long as is usual. Those of a broken bridge stay
/// until its file can be read, and those of one that has only just gone stay for now: it may ask for longer.
/// </summary>
internal sealed class RetentionTimes(BridgeCatalog bridges, WorkablePartitions partitions, LedgerClock clock)
{
    // What no bridge wanted; a person may still add one.
    private static readonly TimeSpan OfUnrouted = TimeSpan.FromDays(7);

    /// <summary>A delivery that became final then or before goes.</summary>
    public DateTimeOffset DeliveriesUntil(string bridge)
    {
        if (bridges.TryFind(bridge, out var configured))
            return clock.UtcNow - configured.Retention;
        if (bridges.Now.FindSource(bridge) is not null)
            return clock.UtcNow - OfUnrouted;
        return partitions.IsAbandoned(bridge) ? clock.UtcNow - BridgeDefaults.Retention : DateTimeOffset.MinValue;
    }

    /// <summary>
    /// A key whose delivery was purged then or before goes. A bridge that polls keeps its keys: its source shows old events again.
    /// </summary>
    public DateTimeOffset TombstonesUntil(string bridge) =>
        bridges.TryFind(bridge, out var configured) && configured.Poll is not null ? DateTimeOffset.MinValue : DeliveriesUntil(bridge);
}
