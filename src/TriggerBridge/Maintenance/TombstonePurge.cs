using Azure;
using Azure.Data.Tables;
using TriggerBridge.Ledger;
using TriggerBridge.Timing;

namespace TriggerBridge.Maintenance;

/// <summary>Frees the ids of deliveries that were purged long ago.</summary>
internal sealed class TombstonePurge(LedgerTables tables, GroupCommit commits, DeliveryScan scan, RetentionTimes retention) : IMaintenanceStep
{
    public string Counts => "tombstones purged";

    public TimeSpan TimeBox { get; } = TimeSpan.FromSeconds(5);

    public async Task<int> RunAsync(string bridge, TimeBudget budget, CancellationToken cancellationToken)
    {
        var purged = 0;
        await foreach (var page in scan.KeysAsync(bridge, RowKeys.TombstonesUntil(retention.TombstonesUntil(bridge)), cancellationToken))
        {
            foreach (var batch in page.Chunk(DeleteBatch.Size))
            {
                purged += await DeleteBatch.RunAsync(commits, bridge, batch, tombstone => ActionsAsync(bridge, tombstone, cancellationToken));
                if (budget.IsSpent)
                    return purged;
            }
        }

        return purged;
    }

    // The key goes as it was read and together with its tombstone, and only if it is the one that the tombstone is of: where it was taken away
    // by hand, it may be a new delivery's by now.
    private async Task<IReadOnlyList<TableTransactionAction>> ActionsAsync(string bridge, string tombstone, CancellationToken cancellationToken)
    {
        var deliveryId = RowKeys.ParseTombstone(tombstone);
        var key = await tables.Deliveries.FindAsync(bridge, RowKeys.Key(deliveryId), [Columns.PurgedAt], cancellationToken);
        var isOfKey = key?.GetDateTimeOffset(Columns.PurgedAt) is { } purgedAt && RowKeys.Tombstone(purgedAt, deliveryId) == tombstone;
        var mark = new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(bridge, tombstone), ETag.All);
        return isOfKey ? [new(TableTransactionActionType.Delete, new TableEntity(bridge, RowKeys.Key(deliveryId)), key!.ETag), mark] : [mark];
    }
}
