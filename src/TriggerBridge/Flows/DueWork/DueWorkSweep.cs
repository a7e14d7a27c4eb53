using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges;
using TriggerBridge.Dispatch;
using TriggerBridge.Ledger;
using TriggerBridge.Timing;
using TriggerBridge.Tracking;

namespace TriggerBridge.Flows.DueWork;

/// <summary>
/// One tick of <c>ProcessDueWork</c>: finds what is due in every partition of the ledger and does it: resolves what is in doubt, sends, and
/// follows what was started. Items are read in the order of their due time; deliveries are read one by one, never a whole partition.
/// </summary>
public sealed partial class DueWorkSweep
{
    private const int Parallelism = 8;
    private const int Page = 200;

    // Bridges that are swept at once: those whose calls hang take one each.
    private const int Lanes = 32;

    // They are looked up together, so those of one tick are held in memory and must all be loaded before the first one is resolved.
    private const int MostInDoubt = 1000;

    // The host ends an invocation that takes too long together with the whole process: a tick ends itself well before. Each part has its own
    // time; sending and following go side by side, so that calls that hang in one do not take the other's.
    private static readonly TimeSpan ResolveTime = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan SendTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan TrackTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CountTime = TimeSpan.FromSeconds(5);

    // More than waiting for a permit takes. What takes longer goes on behind the tick, and its bridge waits for it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, int> _hanging = new(StringComparer.Ordinal);
    private readonly DeliveryLedger _ledger;
    private readonly BridgeCatalog _bridges;
    private readonly WorkablePartitions _partitions;
    private readonly DueDelivery _delivery;
    private readonly Reconciliation _reconciliation;
    private readonly ExecutionTracker _tracker;
    private readonly Func<SweepClients> _clients;
    private readonly AgedWork _aged;
    private readonly BackgroundCalls _background;
    private readonly WorkWatch _watch;
    private readonly DoubtWatch _doubts;
    private readonly TimeProvider _time;
    private readonly ILogger<DueWorkSweep> _logger;

    internal DueWorkSweep(
        DeliveryLedger ledger,
        BridgeCatalog bridges,
        WorkablePartitions partitions,
        DueDelivery delivery,
        Reconciliation reconciliation,
        ExecutionTracker tracker,
        Func<SweepClients> clients,
        AgedWork aged,
        BackgroundCalls background,
        WorkWatch watch,
        DoubtWatch doubts,
        TimeProvider time,
        ILogger<DueWorkSweep> logger)
    {
        _ledger = ledger;
        _bridges = bridges;
        _partitions = partitions;
        _delivery = delivery;
        _reconciliation = reconciliation;
        _tracker = tracker;
        _clients = clients;
        _aged = aged;
        _background = background;
        _watch = watch;
        _doubts = doubts;
        _time = time;
        _logger = logger;
    }

    /// <summary>Does what is due and returns how many items it did.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger does not answer; the next tick tries again.</exception>
    public async Task<int> ProcessAsync(CancellationToken cancellationToken)
    {
        // What stays due, because it cannot be worked on, gets one turn in a tick.
        var seen = new ConcurrentDictionary<(string Bridge, WorkItem Item), bool>();
        try
        {
            await WithinAsync(ResolveTime, stop => ResolveAsync(seen, stop), cancellationToken);
            await Task.WhenAll(
                WithinAsync(SendTime, stop => SweepAsync(seen, stop), cancellationToken),
                WithinAsync(TrackTime, _tracker.RunAsync, cancellationToken));
        }
        finally
        {
            // Also when something cannot be done: that is when it becomes overdue.
            _watch.Look([.. seen.Keys]);
        }

        await WithinAsync(CountTime, _watch.CountAsync, cancellationToken);
        _watch.TickEnded(seen.Count);
        return seen.Count;
    }

    // Leases and doubts first, whatever their clients allow: nothing is sent here, and what ISC shows may open a client again.
    private async Task ResolveAsync(ConcurrentDictionary<(string Bridge, WorkItem Item), bool> seen, CancellationToken cancellationToken)
    {
        var inDoubt = new ConcurrentBag<Delivery>();
        foreach (var bridge in await PartitionsAsync(cancellationToken))
        {
            IReadOnlyList<WorkItem> due;
            WorkItem? last = null;
            do
            {
                due = await _ledger.DueAsync(bridge, WorkKind.Resolve, Page, last, cancellationToken);
                foreach (var item in due)
                    seen[(bridge, item)] = true;
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

    private async Task SweepAsync(ConcurrentDictionary<(string Bridge, WorkItem Item), bool> seen, CancellationToken cancellationToken)
    {
        var clients = _clients();
        // Partitions take turns, page by page: neither a long backlog of one bridge nor calls of it that hang keep the others waiting.
        var waiting = new ConcurrentQueue<string>(await PartitionsAsync(cancellationToken));
        await Task.WhenAll(Enumerable.Range(0, Math.Min(Lanes, waiting.Count)).Select(_ => SweepLaneAsync(waiting, clients, seen, cancellationToken)));
        clients.End();
    }

    private async Task SweepLaneAsync(
        ConcurrentQueue<string> waiting, SweepClients clients, ConcurrentDictionary<(string Bridge, WorkItem Item), bool> seen, CancellationToken cancellationToken)
    {
        while (waiting.TryDequeue(out var bridge))
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Until nothing new is due: what came in meanwhile belongs to the backlog that this sweep works off.
            if (await SweepPageAsync(bridge, clients, seen, cancellationToken))
                waiting.Enqueue(bridge);
        }
    }

    /// <returns>Whether there may be more.</returns>
    private async Task<bool> SweepPageAsync(
        string bridge, SweepClients clients, ConcurrentDictionary<(string Bridge, WorkItem Item), bool> seen, CancellationToken cancellationToken)
    {
        var most = await clients.MostAsync(bridge, Page, cancellationToken);
        if (most == 0)
        {
            await GiveUpAgedAsync(bridge, cancellationToken);
            return false;
        }

        _aged.Forget(bridge);
        if (_hanging.GetValueOrDefault(bridge) > 0)
        {
            clients.LeaveBehind(bridge);
            return false;
        }

        var due = await _ledger.DueAsync(bridge, WorkKind.Dispatch, Page, cancellationToken);
        var fresh = due.Where(item => seen.TryAdd((bridge, item), true)).Take(most).ToList();
        if (await SendAsync(bridge, fresh, cancellationToken))
            return fresh.Count > 0;
        clients.LeaveBehind(bridge);
        return false;
    }

    // Its client's calls are stopped, so nothing is sent here.
    private async Task GiveUpAgedAsync(string bridgeName, CancellationToken cancellationToken)
    {
        if (!_bridges.TryFind(bridgeName, out var bridge))
            return;
        var aged = await _aged.FindAsync(bridge, Page, cancellationToken);
        await Parallel.ForEachAsync(aged, Limits(cancellationToken), async (item, _) => await ProcessAsync(bridgeName, item));
    }

    // What belongs to a broken bridge waits: only its file says where to send it, and what to do about a doubt.
    private async Task<IEnumerable<string>> PartitionsAsync(CancellationToken cancellationToken) =>
        (await _partitions.ListAsync(cancellationToken)).Where(bridge => !_bridges.IsBroken(bridge));

    /// <summary>In their order, but for the parallelism.</summary>
    /// <returns>False if some were left, because their client takes no calls now, or calls of theirs hang.</returns>
    private async Task<bool> SendAsync(string bridge, List<WorkItem> items, CancellationToken cancellationToken)
    {
        var closed = false;
        await Parallel.ForEachAsync(items, Limits(cancellationToken), async (item, stop) =>
        {
            if (Volatile.Read(ref closed))
                return;
            var work = ProcessAsync(bridge, item).AsTask();
            try
            {
                if (await work.WaitAsync(Patience, _time, stop) is DueResult.Left)
                    Volatile.Write(ref closed, true);
            }
            catch (Exception late) when (late is TimeoutException or OperationCanceledException)
            {
                Volatile.Write(ref closed, true);
                _background.Follow(GoOnAsync(bridge, work));
                stop.ThrowIfCancellationRequested();
            }
        });
        return !closed;
    }

    // Behind the tick: it holds its lease and has its own time-out, and what becomes of it is recorded by itself.
    private async Task GoOnAsync(string bridge, Task work)
    {
        _hanging.AddOrUpdate(bridge, 1, static (_, calls) => calls + 1);
        try
        {
            await work;
        }
        finally
        {
            _hanging.AddOrUpdate(bridge, 0, static (_, calls) => calls - 1);
        }
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

    private async Task WithinAsync(TimeSpan time, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var box = new CancellationTokenSource(time, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, box.Token);
        try
        {
            await work(stop.Token);
        }
        catch (OperationCanceledException) when (box.IsCancellationRequested)
        {
            LogTimeBox(ReadableTime.Of(time));
        }
    }

    private static ParallelOptions Limits(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };

    [LoggerMessage(LogLevel.Information, "This part of the tick has used its time, {Time}; what is still due is left to the next one")]
    private partial void LogTimeBox(string time);

    [LoggerMessage(LogLevel.Error, "Delivery {Bridge}/{DeliveryId} could not be worked on; it stays due")]
    private partial void LogFault(string bridge, string deliveryId, Exception fault);
}
