using System.Globalization;
using Azure;
using Azure.Data.Tables;
using TriggerBridge.Ledger;
using TriggerBridge.Timing;

namespace TriggerBridge.Maintenance;

/// <summary>
/// Frees what senders signed when its replay window is over, and what events are held against when its time is. Recording does not wait for it: it takes over
/// a row whose time is up.
/// </summary>
internal sealed class ContentPurge(GroupCommit commits, DeliveryScan scan, LedgerClock clock, Jitter jitter) : IMaintenanceStep
{
    public string Counts => "signed contents and fields freed";

    public TimeSpan TimeBox { get; } = TimeSpan.FromSeconds(5);

    public async Task<int> RunAsync(string bridge, TimeBudget budget, CancellationToken cancellationToken)
    {
        // The keys tell no age. From another place each time, and round: where the time does not suffice for all, each has its turn.
        var begin = RowKeys.Content(((int)(jitter.Next() * 0x10000)).ToString("x4", CultureInfo.InvariantCulture));
        return await RunAsync(bridge, (begin, RowKeys.Contents.To), budget, cancellationToken)
            + await RunAsync(bridge, (RowKeys.Contents.From, begin), budget, cancellationToken)
            + await RunAsync(bridge, RowKeys.AllFields, budget, cancellationToken);
    }

    private async Task<int> RunAsync(string bridge, (string From, string To) range, TimeBudget budget, CancellationToken cancellationToken)
    {
        var freed = 0;
        if (budget.IsSpent)
            return freed;
        await foreach (var page in scan.ContentsAsync(bridge, range, cancellationToken))
        {
            foreach (var batch in page.Where(content => content.Until <= clock.UtcNow).Chunk(DeleteBatch.Size))
            {
                freed += await DeleteBatch.RunAsync(commits, bridge, batch, content => Task.FromResult(Delete(bridge, content.RowKey, content.ETag)));
                if (budget.IsSpent)
                    return freed;
            }

            if (budget.IsSpent)
                break;
        }

        return freed;
    }

    private static IReadOnlyList<TableTransactionAction> Delete(string bridge, string rowKey, ETag read) =>
        [new(TableTransactionActionType.Delete, new TableEntity(bridge, rowKey), read)];
}
