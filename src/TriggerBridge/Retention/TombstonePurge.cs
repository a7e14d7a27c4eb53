using Azure;
using Azure.Data.Tables;
using TriggerBridge.Dispatch;
using TriggerBridge.Ledger;

namespace TriggerBridge.Retention;

/// <summary>Frees the ids of deliveries that were purged long ago.</summary>
internal sealed class TombstonePurge(LedgerTables tables, DeliveryScan scan, RetentionTimes retention) : IUpkeepStep
{
    // The key, and the row by which it is found.
    private const int Batch = TableCalls.MostActions / 2;

    public string Counts => "tombstones purged";

    public TimeSpan TimeBox { get; } = TimeSpan.FromSeconds(5);

    public async Task<int> RunAsync(string bridge, TimeBudget budget, CancellationToken cancellationToken)
    {
        var purged = 0;
        await foreach (var page in scan.KeysAsync(bridge, RowKeys.TombstonesUntil(retention.TombstonesUntil(bridge)), cancellationToken))
        {
            foreach (var batch in page.Chunk(Batch))
            {
                await PurgeAsync(bridge, batch, cancellationToken);
                purged += batch.Length;
                if (budget.IsSpent)
                    return purged;
            }
        }

        return purged;
    }

    private async Task PurgeAsync(string bridge, string[] tombstones, CancellationToken cancellationToken)
    {
        // The key first: should only one of two go, the tombstone stays to be found again.
        string[] rows = [.. tombstones.SelectMany(tombstone => (string[])[RowKeys.Key(RowKeys.ParseTombstone(tombstone)), tombstone])];
        try
        {
            await tables.SubmitAsync([.. rows.Select(Delete)], cancellationToken);
        }
        catch (TableTransactionFailedException gone) when (gone.Status == 404)
        {
            // Another instance does the same, or someone took a row away by hand: each by itself, where a missing row is no failure.
            foreach (var row in rows)
                await TableCalls.CallAsync(() => tables.Deliveries.DeleteEntityAsync(bridge, row, ETag.All, cancellationToken), cancellationToken);
        }

        TableTransactionAction Delete(string row) => new(TableTransactionActionType.Delete, new TableEntity(bridge, row), ETag.All);
    }
}
