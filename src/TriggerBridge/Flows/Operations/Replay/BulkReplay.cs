using System.Globalization;
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

    /// <exception cref="FormatException">The continuation is not one of this order's.</exception>
    /// <exception cref="LedgerUnavailableException">The ledger does not answer.</exception>
    public async Task<BulkReplayReport> RunAsync(BulkReplayOrder order, CancellationToken cancellationToken)
    {
        var after = order.Continuation is { } continuation ? ListPosition.Parse(continuation, order.Filters) : null;
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

        var report = tally.Report(order.DryRun, stoppedAt?.Write(order.Filters));
        LogDone(order.Bridge ?? "all bridges", order.Status, order.DryRun ? " (dry run)" : "", report.Count, report.Replayed, order.Order.By);
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

    [LoggerMessage(LogLevel.Information, "Bulk replay of {Bridge}, {Status}{DryRun}: {Count} found, {Replayed} replayed (by {By})")]
    private partial void LogDone(string bridge, DeliveryStatus status, string dryRun, int count, int replayed, string by);
}

/// <summary>Counts what a bulk replay did; in the order of the ledger, whatever ran at once.</summary>
internal sealed class ReplayTally
{
    private readonly List<SkippedReplay> _skipped = [];
    private readonly List<string> _ids = [];
    private int _replayed;

    public int Count { get; private set; }

    public void Add(DeliveryHead delivery, ReplayResult result)
    {
        Count++;
        switch (result)
        {
            case ReplayResult.Replayed:
                _replayed++;
                if (_ids.Count < BulkReplayReport.MostShown)
                    _ids.Add(delivery.DeliveryId);
                break;
            case ReplayResult.Refused refused:
                Skip(delivery, refused.Reason);
                break;
            default:
                Skip(delivery, "It was purged meanwhile.");
                break;
        }
    }

    public BulkReplayReport Report(bool dryRun, string? continuation) => new()
    {
        DryRun = dryRun,
        Count = Count,
        Replayed = _replayed,
        Skipped = _skipped,
        Ids = _ids,
        Continuation = continuation,
    };

    private void Skip(DeliveryHead delivery, string reason)
    {
        if (_skipped.Count < BulkReplayReport.MostShown)
            _skipped.Add(new SkippedReplay(delivery.Bridge, delivery.DeliveryId, reason));
    }
}

/// <summary>Which deliveries to replay, and who asks.</summary>
public sealed record BulkReplayOrder
{
    /// <summary>One bridge's; null for those of all bridges.</summary>
    public string? Bridge { get; init; }

    public required DeliveryStatus Status { get; init; }

    /// <summary>Received then or later; null for no limit.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Received then or earlier; null for no limit.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Everything but the writing.</summary>
    public bool DryRun { get; init; }

    /// <summary>The <see cref="BulkReplayReport.Continuation"/> of the call before.</summary>
    public string? Continuation { get; init; }

    public required ReplayOrder Order { get; init; }

    /// <summary>What is replayed: a continuation belongs to it, and that of a dry run to no other.</summary>
    internal string Filters => string.Create(CultureInfo.InvariantCulture, $"replay\n{Bridge}\n{Status}\n{From?.UtcTicks}\n{To?.UtcTicks}\n{DryRun}");
}

/// <summary>What replaying many deliveries came to.</summary>
public sealed record BulkReplayReport
{
    /// <summary>The most entries of <see cref="Ids"/> and of <see cref="Skipped"/>.</summary>
    public const int MostShown = 20;

    public required bool DryRun { get; init; }

    /// <summary>How many deliveries were asked for and looked at.</summary>
    public required int Count { get; init; }

    /// <summary>How many of them are due now; in a dry run, how many would be.</summary>
    public required int Replayed { get; init; }

    /// <summary>The first ones that were not replayed, and why; in a dry run, that would not be.</summary>
    public required IReadOnlyList<SkippedReplay> Skipped { get; init; }

    /// <summary>The first ones that were replayed; in a dry run, that would be.</summary>
    public required IReadOnlyList<string> Ids { get; init; }

    /// <summary>To be sent with the next call, which goes on from here; null when everything was looked at.</summary>
    public required string? Continuation { get; init; }
}

/// <summary>A delivery that was left as it is.</summary>
public sealed record SkippedReplay(string Bridge, string DeliveryId, string Reason);
