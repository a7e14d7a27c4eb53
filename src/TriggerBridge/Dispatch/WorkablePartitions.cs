using TriggerBridge.Bridges;
using TriggerBridge.Ledger;

namespace TriggerBridge.Dispatch;

/// <summary>
/// The bridges whose deliveries this instance may work on. Sweeps go by the ledger and not by the configuration, so while an update is rolled
/// out they meet bridges that only others know: those are left alone until nobody has known them for an hour.
/// </summary>
internal sealed class WorkablePartitions(LedgerTables tables, BridgeCatalog bridges, LedgerClock clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        var all = new List<string>();
        foreach (var (bridge, knownAt) in await tables.RegisteredAsync(cancellationToken))
        {
            if (bridges.TryFind(bridge, out _) || bridges.IsUnready(bridge))
                await tables.RegisterAsync(bridge, cancellationToken);
            else if (clock.UtcNow - knownAt <= Patience)
                continue;
            all.Add(bridge);
        }

        return all;
    }
}
