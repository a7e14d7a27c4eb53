using Azure.Data.Tables;
using TriggerBridge.Ledger;
using TriggerBridge.Timing;

namespace TriggerBridge.Maintenance;

/// <summary>
/// Deletes deliveries past their retention. Their keys stay as tombstones, so a sender's late repeat still starts nothing. A dead letter whose
/// execution is still looked for stays until the last look: what ISC shows then must be put on record.
/// </summary>
internal sealed class DeliveryPurge(GroupCommit commits, DeliveryScan scan, RetentionTimes retention, LedgerClock clock) : IMaintenanceStep
{
    public string Counts => "deliveries purged";

    public TimeSpan TimeBox { get; } = TimeSpan.FromSeconds(15);

    public async Task<int> RunAsync(string bridge, TimeBudget budget, CancellationToken cancellationToken)
    {
        // What became final by then was received by then: the keys give the range, and the time of the last change decides.
        var until = retention.DeliveriesUntil(bridge);
        var purged = 0;
        await foreach (var page in scan.DeliveriesAsync(bridge, RowKeys.ReceivedBetween(from: null, until), cancellationToken))
        {
            foreach (var batch in page.Where(delivery => delivery is { IsOver: true, Work: null, AnswerWork: null } && delivery.UpdatedAt <= until).Chunk(DeleteBatch.Size))
            {
                purged += await DeleteBatch.RunAsync(commits, bridge, batch, delivery => Task.FromResult(Actions(delivery)));
                if (budget.IsSpent)
                    return purged;
            }

            if (budget.IsSpent)
                break;
        }

        return purged;
    }

    private IReadOnlyList<TableTransactionAction> Actions(DeliveryHead delivery)
    {
        var now = clock.UtcNow;
        return
        [
            new(TableTransactionActionType.Delete, new TableEntity(delivery.Bridge, delivery.RowKey), delivery.ETag),
            new(
                TableTransactionActionType.UpsertMerge,
                Tombstone.Row(delivery.Bridge, delivery.DeliveryId, delivery.Status, delivery.WorkflowExecutionId, now)),
            new(TableTransactionActionType.Add, new TableEntity(delivery.Bridge, RowKeys.Tombstone(now, delivery.DeliveryId))),
        ];
    }
}
