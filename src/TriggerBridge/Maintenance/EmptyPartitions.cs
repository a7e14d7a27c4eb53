using TriggerBridge.Bridges;
using TriggerBridge.Ledger;
using TriggerBridge.Timing;

namespace TriggerBridge.Maintenance;

/// <summary>Forgets a bridge that is no longer configured once its last row has gone, and no instance has recorded in it for days.</summary>
internal sealed class EmptyPartitions(LedgerTables tables, BridgeCatalog bridges, LedgerClock clock) : IMaintenanceStep
{
    private static readonly TimeSpan Unused = TimeSpan.FromDays(2);

    public string Counts => "empty partitions forgotten";

    public TimeSpan TimeBox { get; } = TimeSpan.FromSeconds(5);

    public async Task<int> RunAsync(string bridge, TimeBudget budget, CancellationToken cancellationToken) =>
        !bridges.IsConfigured(bridge) && await tables.UnregisterIfEmptyAsync(bridge, clock.UtcNow - Unused, cancellationToken) ? 1 : 0;
}
