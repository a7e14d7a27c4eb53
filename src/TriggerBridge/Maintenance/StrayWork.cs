using TriggerBridge.Ledger;
using TriggerBridge.Timing;

namespace TriggerBridge.Maintenance;

/// <summary>Takes away work items that no delivery knows. The sweep does so too, but not before they are due.</summary>
internal sealed class StrayWork(DeliveryLedger ledger, DeliveryScan scan) : IMaintenanceStep
{
    private const int Parallelism = 8;

    public string Counts => "stray work items removed";

    public TimeSpan TimeBox { get; } = TimeSpan.FromSeconds(5);

    public async Task<int> RunAsync(string bridge, TimeBudget budget, CancellationToken cancellationToken)
    {
        var removed = 0;
        var limits = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await foreach (var page in scan.KeysAsync(bridge, RowKeys.AllWork, cancellationToken))
        {
            await Parallel.ForEachAsync(page, limits, async (rowKey, ct) =>
            {
                if (await ledger.DeleteStrayAsync(bridge, RowKeys.ParseWork(rowKey), ct))
                    Interlocked.Increment(ref removed);
            });
            if (budget.IsSpent)
                break;
        }

        return removed;
    }
}
