using System.Collections.Frozen;
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

    private volatile FrozenSet<string> _abandoned = [];
    private volatile IReadOnlyList<string> _withLines = [];

    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        var all = new List<string>();
        var abandoned = new List<string>();
        var withLines = new List<string>();
        foreach (var (bridge, knownAt, hasLines) in await tables.RegisteredAsync(cancellationToken))
        {
            if (bridges.IsConfigured(bridge))
                await tables.RegisterAsync(bridge, cancellationToken);
            else if (clock.UtcNow - knownAt <= Patience)
                continue;
            else
                abandoned.Add(bridge);
            all.Add(bridge);
            if (hasLines)
                withLines.Add(bridge);
        }

        _abandoned = abandoned.ToFrozenSet(StringComparer.Ordinal);
        _withLines = withLines;
        return all;
    }

    /// <summary>Those on the latest list whose deliveries may wait for each other; also one that has no order any more.</summary>
    public IReadOnlyList<string> WithLines => _withLines;

    /// <summary>
    /// Whether nobody had known it for an hour when the list was made last. A bridge that is missing and was not on it then has gone since, while work on it was under way:
    /// what is due of it is left as it is.
    /// </summary>
    public bool IsAbandoned(string bridge) => _abandoned.Contains(bridge) && !bridges.IsConfigured(bridge);
}
