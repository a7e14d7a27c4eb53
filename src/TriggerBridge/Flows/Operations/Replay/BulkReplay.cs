using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using TriggerBridge.Ledger;
using TriggerBridge.Timing;

namespace TriggerBridge.Flows.Operations.Replay;

/// <summary>
/// Replays all deliveries of a status that were received in a span of time. Walks through the ledger in pages and ends itself in time;
/// its continuation is the place in the ledger, so a call that goes on never meets what an earlier one did.
/// </summary>
public sealed partial class BulkReplay
{
    /// <summary>The most deliveries of one call.</summary>
    internal const int Most = 10_000;

    private const int Parallelism = 8;
    private const int Batch = 100;

    private static readonly TimeSpan TimeBox = TimeSpan.FromSeconds(45);

    private readonly DeliveryLedger _ledger;
    private readonly DeliveryScan _scan;
    private readonly DeliveryReplay _replay;
    private readonly TimeProvider _time;
    private readonly ILogger<BulkReplay> _logger;

    internal BulkReplay(DeliveryLedger ledger, DeliveryScan scan, DeliveryReplay replay, TimeProvider time, ILogger<BulkReplay> logger)
    {
        _ledger = ledger;
        _scan = scan;
        _replay = replay;
        _time = time;
        _logger = logger;
    }

    /// <exception cref="FormatException">The continuation is not one of ours.</exception>
    /// <exception cref="LedgerUnavailableException">The ledger does not answer.</exception>
    public async Task<BulkReplayReport> RunAsync(BulkReplayOrder order, CancellationToken cancellationToken)
    {
        var after = order.Continuation is { } continuation ? ListPosition.Parse(continuation) : null;
        var budget = new TimeBudget(_time, TimeBox);
        // All are due at the same time, so that they are sent in the order in which they were received.
        var now = _ledger.Clock.UtcNow;
        var tally = new ReplayTally();
        ListPosition? stoppedAt = null;
        await foreach (var batch in BatchesAsync(order, after, cancellationToken))
        {
            var wanted = batch.Where(delivery => delivery.Status == order.Status).ToArray();
            foreach (var (delivery, result) in await ReplayAsync(wanted, order, now, cancellationToken))
                tally.Add(delivery, result);
            if (budget.IsSpent || tally.Count > Most - Batch)
            {
                stoppedAt = new ListPosition(batch[^1].RowKey, batch[^1].Bridge);
                break;
            }
        }

        var report = tally.Report(order.DryRun, stoppedAt);
        LogDone(order.Bridge ?? "all bridges", order.Status, order.DryRun ? " (dry run)" : "", report.Count, report.Replayed, order.Order.Key ?? "none");
        return report;
    }

    private async IAsyncEnumerable<DeliveryHead[]> BatchesAsync(
        BulkReplayOrder order, ListPosition? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var all = await _ledger.PartitionsAsync(cancellationToken);
        var wanted = all.Where(bridge => order.Bridge is null || bridge == order.Bridge).Order(StringComparer.Ordinal);
        foreach (var bridge in wanted.SkipWhile(bridge => after is not null && string.CompareOrdinal(bridge, after.Bridge) < 0))
        {
            var range = RowKeys.ReceivedBetween(order.From, order.To);
            if (bridge == after?.Bridge)
                range.From = after.RowKey;
            await foreach (var page in _scan.DeliveriesAsync(bridge, range, cancellationToken))
            {
                foreach (var batch in page.Chunk(Batch))
                    yield return batch;
            }
        }
    }

    private async Task<IReadOnlyList<(DeliveryHead Delivery, ReplayResult Result)>> ReplayAsync(
        DeliveryHead[] deliveries, BulkReplayOrder order, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var results = new (DeliveryHead, ReplayResult)[deliveries.Length];
        var limits = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, deliveries.Length, limits, async (index, ct) =>
            results[index] = (deliveries[index], await _replay.ReplayAsync(deliveries[index], order.Order, now, order.DryRun, ct)));
        return results;
    }

    [LoggerMessage(LogLevel.Information, "Bulk replay of {Bridge}, {Status}{DryRun}: {Count} found, {Replayed} replayed (key {Key})")]
    private partial void LogDone(string bridge, DeliveryStatus status, string dryRun, int count, int replayed, string key);
}
