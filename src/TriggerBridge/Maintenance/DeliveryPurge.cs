using Azure.Data.Tables;
using TriggerBridge.Ledger;
using TriggerBridge.Timing;

namespace TriggerBridge.Maintenance;

/// <summary>
/// Deletes deliveries past their retention. Their keys stay as tombstones, so a sender's late repeat still starts nothing. A dead letter whose
/// execution is still looked for stays until the last look: what ISC shows then must be put on record.
/// </summary>
internal sealed class DeliveryPurge(LedgerTables tables, DeliveryScan scan, RetentionTimes retention, LedgerClock clock) : IMaintenanceStep
{
    // A delivery takes three rows of a transaction's hundred.
    private const int Batch = TableCalls.MostActions / 3;

    public string Counts => "deliveries purged";

    public TimeSpan TimeBox { get; } = TimeSpan.FromSeconds(15);

    public async Task<int> RunAsync(string bridge, TimeBudget budget, CancellationToken cancellationToken)
    {
        // What became final by then was received by then: the keys give the range, and the time of the last change decides.
        var until = retention.DeliveriesUntil(bridge);
        var purged = 0;
        await foreach (var page in scan.DeliveriesAsync(bridge, RowKeys.ReceivedBetween(from: null, until), cancellationToken))
        {
            foreach (var batch in page.Where(delivery => delivery is { IsOver: true, Work: null } && delivery.UpdatedAt <= until).Chunk(Batch))
            {
                purged += await PurgeAsync(batch, cancellationToken);
                if (budget.IsSpent)
                    return purged;
            }

            if (budget.IsSpent)
                break;
        }

        return purged;
    }

    private async Task<int> PurgeAsync(DeliveryHead[] batch, CancellationToken cancellationToken)
    {
        var now = clock.UtcNow;
        try
        {
            await tables.SubmitAsync([.. batch.SelectMany(delivery => Actions(delivery, now))], cancellationToken);
            return batch.Length;
        }
        catch (TableTransactionFailedException conflict) when (conflict.Status is 404 or 409 or 412)
        {
            // One of them was replayed, or purged by another instance: that one is left alone, and the others go one by one.
            if (batch.Length == 1)
                return 0;
            var purged = 0;
            foreach (var delivery in batch)
                purged += await PurgeAsync([delivery], cancellationToken);
            return purged;
        }
    }

    private static IEnumerable<TableTransactionAction> Actions(DeliveryHead delivery, DateTimeOffset now)
    {
        yield return new(TableTransactionActionType.Delete, new TableEntity(delivery.Bridge, delivery.RowKey), delivery.ETag);
        yield return new(
            TableTransactionActionType.UpsertMerge,
            Tombstone.Row(delivery.Bridge, delivery.DeliveryId, delivery.Status, delivery.WorkflowExecutionId, now));
        yield return new(TableTransactionActionType.Add, new TableEntity(delivery.Bridge, RowKeys.Tombstone(now, delivery.DeliveryId)));
    }
}
