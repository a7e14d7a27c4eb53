using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TriggerBridge.Attempts;
using TriggerBridge.Ledger;
using TriggerBridge.Timing;

namespace TriggerBridge.Maintenance;

/// <summary>
/// Gives a work item back to each delivery that is not final and has none: nothing else would ever find it. Reads a few columns of
/// every delivery, newest first; where its time is up it remembers how far it came, and a later tick goes on from there.
/// </summary>
internal sealed partial class MissingWork(
    LedgerTables tables, DeliveryLedger ledger, DeliveryScan scan, IOptions<DispatchOptions> options, ILogger<MissingWork> logger) : IMaintenanceStep
{
    private const int Parallelism = 8;

    public string Counts => "missing work items restored";

    public TimeSpan TimeBox { get; } = TimeSpan.FromSeconds(10);

    public async Task<int> RunAsync(string bridge, TimeBudget budget, CancellationToken cancellationToken)
    {
        var begin = await tables.AuditedUntilAsync(bridge, cancellationToken);
        var end = default(string);
        var restored = 0;
        var range = RowKeys.Deliveries;
        range.From = begin ?? range.From;
        var limits = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await foreach (var page in scan.DeliveriesAsync(bridge, range, cancellationToken))
        {
            await Parallel.ForEachAsync(page.Where(delivery => !delivery.IsOver || delivery.AnswerWork is not null), limits, async (delivery, ct) =>
            {
                if (await RestoreAsync(delivery, ct))
                    Interlocked.Increment(ref restored);
            });
            if (page is [.., var last] && budget.IsSpent)
            {
                end = last.RowKey;
                break;
            }
        }

        if (end != begin)
            await tables.SetAuditedUntilAsync(bridge, end, cancellationToken);
        return restored;
    }

    private async Task<bool> RestoreAsync(DeliveryHead head, CancellationToken cancellationToken)
    {
        var isWorkMissing = !head.IsOver && !await IsThereAsync(head.Work);
        var isAnswerMissing = head.AnswerWork is not null && !await IsThereAsync(head.AnswerWork);
        if (!isWorkMissing && !isAnswerMissing)
            return false;
        if (await ledger.ReadAsync(head.Bridge, head.RowKey, withPayload: false, cancellationToken) is not DeliveryLookup.Found { Delivery: var delivery })
            return false;

        isWorkMissing &= !DeliveryLifecycle.IsOver(delivery.Status, delivery.Work is not null, delivery.Reason);
        isAnswerMissing &= delivery.AnswerWork is not null;
        if (!isWorkMissing && !isAnswerMissing)
            return false;

        // Where it has moved on since it was listed, its work item is there, and inserting that once more is refused.
        var bare = delivery with { Work = isWorkMissing ? null : delivery.Work, AnswerWork = isAnswerMissing ? null : delivery.AnswerWork };
        var restored = isWorkMissing ? delivery with { Work = delivery.Work ?? WorkOf(delivery) } : delivery;
        if (await ledger.SaveAsync(bare, restored) is not SaveResult.Saved)
            return false;
        LogRestored(delivery.Bridge, delivery.DeliveryId, delivery.Status);
        return true;

        async Task<bool> IsThereAsync(string? work) => work is not null && await ledger.HasWorkAsync(head.Bridge, work, cancellationToken);
    }

    private WorkItem WorkOf(Delivery delivery)
    {
        var now = ledger.Clock.UtcNow;
        return delivery.Status switch
        {
            DeliveryStatus.Started => delivery.Due(WorkKind.Track, now),
            // Not before its lease has ended, for its call may still be running.
            DeliveryStatus.Dispatching => delivery.Due(WorkKind.Resolve, (delivery.ClaimedAt ?? now) + options.Value.Lease),
            DeliveryStatus.InDoubt => delivery.Due(WorkKind.Resolve, now),
            _ => delivery.Due(WorkKind.Dispatch, now),
        };
    }

    [LoggerMessage(LogLevel.Warning, "Delivery {Bridge}/{DeliveryId} is {Status} and had no work item; it has one again")]
    private partial void LogRestored(string bridge, string deliveryId, DeliveryStatus status);
}
