using TriggerBridge.Timing;

namespace TriggerBridge.Maintenance;

/// <summary>One part of keeping the ledger in order, done bridge by bridge.</summary>
internal interface IMaintenanceStep
{
    /// <summary>What it counts, for the log: "deliveries purged".</summary>
    string Counts { get; }

    /// <summary>How long it may take for all bridges together.</summary>
    TimeSpan TimeBox { get; }

    /// <returns>How many it did; where the budget is spent it stops at the next page, and a later tick goes on.</returns>
    Task<int> RunAsync(string bridge, TimeBudget budget, CancellationToken cancellationToken);
}
