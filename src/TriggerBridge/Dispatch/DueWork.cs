using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges;
using TriggerBridge.Ledger;
using TriggerBridge.Telemetry;
using TriggerBridge.Tracking;

namespace TriggerBridge.Dispatch;

/// <summary>
/// One tick of <c>ProcessDueWork</c>: finds what is due in every partition of the ledger and does it: resolves what is in doubt, sends, and
/// follows what was started. Items are read in the order of their due time; deliveries are read one by one, never a whole partition.
/// </summary>
public sealed partial class DueWork
{
    private const int Parallelism = 8;
    private const int Page = 200;

    // They are looked up together, so those of one tick are held in memory and must all be loaded before the first one is resolved.
    private const int MostInDoubt = 1000;

    // The host ends an invocation that takes too long together with the whole process: a tick ends itself well before. No part of it
    // starves the next one, which may use what it has left.
    private static readonly TimeSpan ResolveUntil = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan SendUntil = TimeSpan.FromSeconds(33);
    private static readonly TimeSpan TrackUntil = TimeSpan.FromSeconds(45);

    private readonly DeliveryLedger _ledger;
    private readonly BridgeCatalog _bridges;
    private readonly WorkablePartitions _partitions;
    private readonly DueDelivery _delivery;
    private readonly Reconciliation _reconciliation;
    private readonly ExecutionTracker _tracker;
    private readonly Func<SweepClients> _clients;
    private readonly WorkWatch _watch;
    private readonly DoubtWatch _doubts;
    private readonly TimeProvider _time;
    private readonly ILogger<DueWork> _logger;

    internal DueWork(
        DeliveryLedger ledger,
        BridgeCatalog bridges,
        WorkablePartitions partitions,
        DueDelivery delivery,
        Reconciliation reconciliation,
        ExecutionTracker tracker,
        Func<SweepClients> clients,
        WorkWatch watch,
        DoubtWatch doubts,
        TimeProvider time,
        ILogger<DueWork> logger)
    {
        _ledger = ledger;
        _bridges = bridges;
        _partitions = partitions;
        _delivery = delivery;
        _reconciliation = reconciliation;
        _tracker = tracker;
        _clients = clients;
        _watch = watch;
        _doubts = doubts;
        _time = time;
        _logger = logger;
    }

    /// <summary>Does what is due and returns how many items it did.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger does not answer; the next tick tries again.</exception>
    public async Task<int> ProcessAsync(CancellationToken cancellationToken)
    {
        var tick = _time.GetTimestamp();
        // What stays due, because it cannot be worked on, gets one turn in a tick.
        var seen = new HashSet<(string Bridge, WorkItem Item)>();
        try
        {
            await WithinAsync(tick, ResolveUntil, stop => ResolveAsync(seen, stop), cancellationToken);
            await WithinAsync(tick, SendUntil, stop => SweepAsync(seen, stop), cancellationToken);
        }
        finally
        {
            // Also when something cannot be done: that is when it becomes overdue.
            _watch.Look(seen);
        }

        await WithinAsync(tick, TrackUntil, _watch.CountAsync, cancellationToken);
        await WithinAsync(tick, TrackUntil, _tracker.RunAsync, cancellationToken);
        _watch.TickEnded(seen.Count);
        return seen.Count;
    }

    // Leases and doubts first, whatever their clients allow: nothing is sent here, and what ISC shows may open a client again.
    private async Task ResolveAsync(HashSet<(string Bridge, WorkItem Item)> seen, CancellationToken cancellationToken)
    {
        var inDoubt = new ConcurrentBag<Delivery>();
        foreach (var bridge in await PartitionsAsync(cancellationToken))
        {
            IReadOnlyList<WorkItem> due;
            WorkItem? last = null;
            do
            {
                due = await _ledger.DueAsync(bridge, WorkKind.Resolve, Page, last, cancellationToken);
                seen.UnionWith(due.Select(item => (bridge, item)));
                await Parallel.ForEachAsync(due, Limits(cancellationToken), async (item, _) =>
                {
                    if (await ProcessAsync(bridge, item) is not DueResult.InDoubt { Delivery: var delivery })
                        return;
                    inDoubt.Add(delivery);
                    _doubts.Look(delivery);
                });
                last = due.Count > 0 ? due[^1] : null;
            }
            while (due.Count == Page && inDoubt.Count < MostInDoubt);
        }

        // Together, over all bridges: what is in doubt of one workflow stands in one list.
        await _reconciliation.RunAsync(inDoubt, cancellationToken);
    }

    private async Task SweepAsync(HashSet<(string Bridge, WorkItem Item)> seen, CancellationToken cancellationToken)
    {
        var clients = _clients();
        // Partitions take turns, page by page: a long backlog of one bridge does not keep the others waiting.
        var waiting = new Queue<string>(await PartitionsAsync(cancellationToken));
        while (waiting.TryDequeue(out var bridge))
        {
            var most = await clients.MostAsync(bridge, Page, cancellationToken);
            if (most == 0)
                continue;

            var due = await _ledger.DueAsync(bridge, WorkKind.Dispatch, Page, cancellationToken);
            var fresh = due.Where(item => seen.Add((bridge, item))).Take(most).ToList();
            if (!await ProcessAsync(bridge, fresh, cancellationToken))
                clients.LeaveBehind(bridge);
            // Until nothing new is due: what came in meanwhile belongs to the backlog that this sweep works off.
            else if (fresh.Count > 0)
                waiting.Enqueue(bridge);
        }

        clients.End();
    }

    // What belongs to a broken bridge waits: only its file says where to send it, and what to do about a doubt.
    private async Task<IEnumerable<string>> PartitionsAsync(CancellationToken cancellationToken) =>
        (await _partitions.ListAsync(cancellationToken)).Where(bridge => !_bridges.IsBroken(bridge));

    /// <summary>In their order, but for the parallelism.</summary>
    /// <returns>False if some were left, because their client takes no calls now.</returns>
    private async Task<bool> ProcessAsync(string bridge, List<WorkItem> items, CancellationToken cancellationToken)
    {
        var closed = false;
        await Parallel.ForEachAsync(items, Limits(cancellationToken), async (item, _) =>
        {
            if (!Volatile.Read(ref closed) && await ProcessAsync(bridge, item) is DueResult.Left)
                Volatile.Write(ref closed, true);
        });
        return !closed;
    }

    private async ValueTask<DueResult> ProcessAsync(string bridgeName, WorkItem item)
    {
        try
        {
            return await _delivery.ProcessAsync(bridgeName, _bridges.TryFind(bridgeName, out var bridge) ? bridge : null, item);
        }
        catch (Exception fault) when (fault is not LedgerUnavailableException)
        {
            // One delivery that cannot be worked on must not stop the others; its work item stays due.
            LogFault(bridgeName, item.DeliveryId, fault);
            return new DueResult.Done();
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

    [LoggerMessage(LogLevel.Information, "{Elapsed} of the tick are over; what is still due is left to the next one")]
    private partial void LogTimeBox(TimeSpan elapsed);

    [LoggerMessage(LogLevel.Error, "Delivery {Bridge}/{DeliveryId} could not be worked on; it stays due")]
    private partial void LogFault(string bridge, string deliveryId, Exception fault);
}
