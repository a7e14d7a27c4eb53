using System.Collections.Concurrent;
using TriggerBridge.Ledger;

namespace TriggerBridge.Tracking;

/// <summary>The tenants' clocks, from the <c>Date</c> of ISC's answers: windows over start times go by them.</summary>
internal sealed class IscClocks(LedgerClock ledger)
{
    // The header has whole seconds and its way takes a moment: within this, the two clocks are taken to agree.
    private static readonly TimeSpan Agreement = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, TimeSpan> _ahead = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How far ISC's clock is ahead of the ledger's; zero until ISC has answered.</summary>
    public TimeSpan AheadOfLedger(string tenant) => _ahead.GetValueOrDefault(tenant);

    public void Observe(string tenant, DateTimeOffset? serverDate)
    {
        if (serverDate is not { } date)
            return;
        var ahead = date.AddMilliseconds(500) - ledger.UtcNow;
        _ahead[tenant] = ahead.Duration() <= Agreement ? TimeSpan.Zero : ahead;
    }
}
