using System.Collections.Concurrent;
using TriggerBridge.Ledger;

namespace TriggerBridge.Tracking;

/// <summary>The tenants' clocks, from the <c>Date</c> of ISC's answers: windows over start times go by them.</summary>
internal sealed class IscClocks(LedgerClock ledger)
{
    private readonly ConcurrentDictionary<string, TimeSpan> _ahead = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How far ISC's clock is ahead of the ledger's; zero until ISC has answered.</summary>
    public TimeSpan AheadOfLedger(string tenant) => _ahead.GetValueOrDefault(tenant);

    /// <param name="tenant">Whose answer was read just now.</param>
    /// <param name="serverDate">Its <c>Date</c>.</param>
    /// <param name="sentAt">The ledger's <see cref="LedgerClock.Timestamp"/> before it was asked.</param>
    public void Observe(string tenant, DateTimeOffset? serverDate, long sentAt)
    {
        if (serverDate is { } date)
            _ahead[tenant] = DateHeader.Ahead(AheadOfLedger(tenant), date, ledger.UtcNow, ledger.TookSince(sentAt));
    }

    /// <summary>For <see cref="Observe"/>.</summary>
    public long Timestamp => ledger.Timestamp;
}
