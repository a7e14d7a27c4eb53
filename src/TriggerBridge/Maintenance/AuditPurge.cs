using Microsoft.Extensions.Options;
using TriggerBridge.Auditing;
using TriggerBridge.Ledger;
using TriggerBridge.Timing;

namespace TriggerBridge.Maintenance;

/// <summary>Forgets who did what, when it is past its retention. Entries go by their keys, and those that stay are not looked at.</summary>
internal sealed class AuditPurge(AuditTable table, LedgerClock clock, IOptions<AuditOptions> options)
{
    public static TimeSpan TimeBox { get; } = TimeSpan.FromSeconds(2);

    /// <returns>How many it forgot.</returns>
    public Task<int> RunAsync(TimeBudget budget, CancellationToken cancellationToken) =>
        table.PurgeAsync(clock.UtcNow - options.Value.AuditRetention, budget, cancellationToken);
}
