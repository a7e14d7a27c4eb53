using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges;
using TriggerBridge.Ledger;
using TriggerBridge.Tracking;

namespace TriggerBridge.Dispatch;

/// <summary>
/// One tick of <c>ProcessDueWork</c>: finds what is due in every partition of the ledger and does it; then resolves what is in doubt and
/// follows what was started. Items are read in the order of their due time; deliveries are read one by one, never a whole partition.
/// </summary>
public sealed partial class DueWork
{
    private const int Parallelism = 8;
    private const int Page = 200;

    // The host ends an invocation that takes too long together with the whole process: a tick ends itself well before. Sending goes first,
    // but leaves time for the rest; each part may use what the one before has left.
    private static readonly TimeSpan SendUntil = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ReconcileUntil = TimeSpan.FromSeconds(38);
    private static readonly TimeSpan TrackUntil = TimeSpan.FromSeconds(45);

    private readonly DeliveryLedger _ledger;
    private readonly BridgeCatalog _bridges;
    private readonly DueDelivery _delivery;
    private readonly Reconciliation _reconciliation;
    private readonly ExecutionTracker _tracker;
    private readonly TimeProvider _time;
    private readonly ILogger<DueWork> _logger;

    internal DueWork(
        DeliveryLedger ledger,
        BridgeCatalog bridges,
        DueDelivery delivery,
        Reconciliation reconciliation,
        ExecutionTracker tracker,
        TimeProvider time,
        ILogger<DueWork> logger)
    {
        _ledger = ledger;
        _bridges = bridges;
        _delivery = delivery;
        _reconciliation = reconciliation;
        _tracker = tracker;
        _time = time;
        _logger = logger;
    }

    /// <summary>Does what is due and returns how many items it did.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger does not answer; the next tick tries again.</exception>
    public async Task<int> ProcessAsync(CancellationToken cancellationToken)
    {
        var tick = _time.GetTimestamp();
        var (done, inDoubt) = (0, new ConcurrentBag<Delivery>());
        await WithinAsync(tick, SendUntil, async stop => done += await SendAsync(inDoubt, stop), cancellationToken);
        await WithinAsync(tick, ReconcileUntil, stop => _reconciliation.RunAsync(inDoubt, stop), cancellationToken);
        await WithinAsync(tick, TrackUntil, async stop => done += await _tracker.RunAsync(stop), cancellationToken);
        return done;
    }

    // Partitions take turns, page by page: a long backlog of one bridge does not keep the others waiting.
    private async Task<int> SendAsync(ConcurrentBag<Delivery> inDoubt, CancellationToken stop)
    {
        var done = 0;
        var waiting = new Queue<(string Bridge, WorkItem? After)>((await _ledger.PartitionsAsync(stop)).Select(bridge => (bridge, (WorkItem?)null)));
        while (waiting.TryDequeue(out var partition))
        {
            var due = await _ledger.DueAsync(partition.Bridge, WorkKind.Dispatch, Page, partition.After, stop);
            await Parallel.ForEachAsync(due, Limits(stop), (item, _) => ProcessAsync(partition.Bridge, item, inDoubt));
            done += due.Count;
            if (due.Count == Page)
                waiting.Enqueue((partition.Bridge, due[^1]));
        }

        return done;
    }

    private async ValueTask ProcessAsync(string bridgeName, WorkItem item, ConcurrentBag<Delivery> inDoubt)
    {
        try
        {
            if (await _delivery.ProcessAsync(bridgeName, _bridges.TryFind(bridgeName, out var bridge) ? bridge : null, item) is { } delivery)
                inDoubt.Add(delivery);
        }
        catch (Exception fault) when (fault is not LedgerUnavailableException)
        {
            // One delivery that cannot be worked on must not stop the others; its work item stays due.
            LogFault(bridgeName, item.DeliveryId, fault);
        }
    }

    private async Task WithinAsync(long tick, TimeSpan until, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        var left = until - _time.GetElapsedTime(tick);
        using var box = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, box.Token);
        try
        {
            await work(stop.Token);
        }
        catch (OperationCanceledException) when (box.IsCancellationRequested)
        {
            LogTimeBox(until);
        }
    }

    private static ParallelOptions Limits(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };

    [LoggerMessage(LogLevel.Information, "After {Elapsed} the tick leaves what is still due to the next one")]
    private partial void LogTimeBox(TimeSpan elapsed);

    [LoggerMessage(LogLevel.Error, "Delivery {Bridge}/{DeliveryId} could not be worked on; it stays due")]
    private partial void LogFault(string bridge, string deliveryId, Exception fault);
}
