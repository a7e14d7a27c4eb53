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
/// follows what was started. Items are read in the order of their due time; deliveries are read by their keys, never a whole partition. Partitions take
/// turns, page by page: neither a long backlog of one bridge nor calls of it that hang keep the others waiting.
/// </summary>
public sealed partial class DueWorkSweep
{
    internal const int Page = 200;

    private const int Parallelism = 8;

    // Bridges that are worked on at once: those whose calls hang take one each.
    private const int Lanes = 32;

    // Fewer: their calls of ISC wait for permits of a few clients, and more of them at once would wait longer than they may.
    private const int TrackLanes = 16;

    // They are looked up together, so those of one tick are held in memory and must all be loaded before the first one is resolved.
    private const int MostInDoubt = 1000;

    // The host ends an invocation that takes too long together with the whole process: a tick ends itself well before. Each part has its own
    // time; sending and following go side by side, so that calls that hang in one do not take the other's.
    private static readonly TimeSpan ResolveTime = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LineTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SendTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan TrackTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CountTime = TimeSpan.FromSeconds(5);

    private readonly Turns<string> _resolveTurns = new(Lanes);
    private readonly Turns<string> _lineTurns = new(Lanes);
    private readonly Turns<string> _sendTurns = new(Lanes);
    private readonly Turns<string> _trackTurns = new(TrackLanes);
    private readonly Turns<string> _answerTurns = new(TrackLanes);
    private readonly DeliveryLedger _ledger;
    private readonly BridgeCatalog _bridges;
    private readonly WorkablePartitions _partitions;
    private readonly DueDelivery _delivery;
    private readonly Reconciliation _reconciliation;
    private readonly LineWork _lines;
    private readonly DueSending _sending;
    private readonly ExecutionTracker _tracker;
    private readonly Func<SweepClients> _clients;
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
        LineWork lines,
        DueSending sending,
        ExecutionTracker tracker,
        Func<SweepClients> clients,
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
        _lines = lines;
        _sending = sending;
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
        // What stays due, because it cannot be worked on, gets one turn in a tick.
        var seen = new ConcurrentDictionary<(string Bridge, WorkItem Item), bool>();
        try
        {
            await WithinAsync(ResolveTime, stop => ResolveAsync(seen, stop), cancellationToken);
            await WithinAsync(LineTime, LinesAsync, cancellationToken);
            await Task.WhenAll(
                WithinAsync(SendTime, stop => SendAsync(seen, stop), cancellationToken),
                WithinAsync(TrackTime, TrackAsync, cancellationToken));
            // After tracking: what has ended in this tick is answered in it.
            await WithinAsync(AnswerTime, stop => AnswerAsync(seen, stop), cancellationToken);
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

    /// <summary>Several at once.</summary>
    internal static Task ForEachAsync(IReadOnlyList<WorkItem> items, Func<WorkItem, CancellationToken, Task> work, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            items,
            new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken },
            async (item, stop) => await work(item, stop));

    // Leases and doubts first, whatever their clients allow: nothing is sent here, and what ISC shows may open a client again.
    private async Task ResolveAsync(ConcurrentDictionary<(string Bridge, WorkItem Item), bool> seen, CancellationToken cancellationToken)
    {
        var inDoubt = new ConcurrentBag<Delivery>();
        await PageByPageAsync(_resolveTurns, WorkKind.Resolve, await PartitionsAsync(cancellationToken), async (bridge, due, stop) =>
        {
            foreach (var item in due)
                seen[(bridge, item)] = true;
            await ForEachAsync(due, async (item, _) =>
            {
                if (await _delivery.ProcessAsync(bridge, item) is not { InDoubt: { } delivery })
                    return;
                inDoubt.Add(delivery);
                _doubts.Look(delivery);
            }, stop);
            return inDoubt.Count < MostInDoubt;
        }, cancellationToken);

        // Together, over all bridges: what is in doubt of one workflow stands in one list.
        await _reconciliation.RunAsync(inDoubt, cancellationToken);
    }

    // After what was in doubt, and before sending: whoever has the turn now is sent in this tick. The list is the one that was made for the doubts.
    private Task LinesAsync(CancellationToken cancellationToken) =>
        _lineTurns.RunAsync(_partitions.WithLines.Where(bridge => !_bridges.IsUnready(bridge)), bridge => bridge, async (bridge, stop) =>
        {
            await _lines.RunAsync(bridge, stop);
            return false;
        }, cancellationToken);

    private async Task SendAsync(ConcurrentDictionary<(string Bridge, WorkItem Item), bool> seen, CancellationToken cancellationToken)
    {
        var clients = _clients();
        await _sendTurns.RunAsync(
            await PartitionsAsync(cancellationToken), bridge => bridge, (bridge, stop) => _sending.SendPageAsync(bridge, clients, seen, stop), cancellationToken);
        clients.End();
    }

    // Of all bridges: what is followed is a tenant's, and nothing is asked of a bridge.
    private async Task TrackAsync(CancellationToken cancellationToken)
    {
        var lists = _tracker.BeginTick();
        await PageByPageAsync(_trackTurns, WorkKind.Track, await _ledger.PartitionsAsync(cancellationToken), async (bridge, due, stop) =>
        {
            await _tracker.TrackAsync(lists, bridge, await _delivery.TrackAsync(bridge, due, stop), stop);
            return true;
        }, cancellationToken);
    }

    private async Task AnswerAsync(ConcurrentDictionary<(string Bridge, WorkItem Item), bool> seen, CancellationToken cancellationToken) =>
        await PageByPageAsync(_answerTurns, WorkKind.Answer, await PartitionsAsync(cancellationToken), async (bridge, due, stop) =>
        {
            foreach (var item in due)
                seen[(bridge, item)] = true;
            await ForEachAsync(due, (item, ct) => _delivery.AnswerAsync(bridge, item, ct), stop);
            return true;
        }, cancellationToken);

    // What is looked up may stay due, so a page begins after the one before.
    private Task PageByPageAsync(
        Turns<string> turns,
        WorkKind kind,
        IEnumerable<string> partitions,
        Func<string, IReadOnlyList<WorkItem>, CancellationToken, Task<bool>> work,
        CancellationToken cancellationToken)
    {
        var last = new ConcurrentDictionary<string, WorkItem>(StringComparer.Ordinal);
        return turns.RunAsync(partitions, bridge => bridge, async (bridge, stop) =>
        {
            var due = await _ledger.DueAsync(bridge, kind, Page, last.GetValueOrDefault(bridge), stop);
            if (due.Count > 0)
                last[bridge] = due[^1];
            return await work(bridge, due, stop) && due.Count == Page;
        }, cancellationToken);
    }

    // What belongs to a broken bridge waits: only its file says where to send it, and what to do about a doubt.
    private async Task<IEnumerable<string>> PartitionsAsync(CancellationToken cancellationToken) =>
        (await _partitions.ListAsync(cancellationToken)).Where(bridge => !_bridges.IsUnready(bridge));

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

    [LoggerMessage(LogLevel.Information, "This part of the tick has used its time, {Time}; what is still due is left to the next one")]
    private partial void LogTimeBox(string time);
}
