using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges;
using TriggerBridge.Ledger;
using TriggerBridge.Pacing;

namespace TriggerBridge.Dispatch;

/// <summary>
/// One tick of <c>ProcessDueWork</c>: finds what is due in every partition of the ledger and does it. Items are read in the order of
/// their due time; deliveries are read one by one, never a whole partition.
/// </summary>
public sealed partial class DueWork
{
    private const int Parallelism = 8;
    private const int Page = 200;

    // The host ends an invocation that takes too long together with the whole process: a tick ends itself well before.
    private static readonly TimeSpan TimeBox = TimeSpan.FromSeconds(45);

    private readonly DeliveryLedger _ledger;
    private readonly BridgeCatalog _bridges;
    private readonly DueDelivery _delivery;
    private readonly ClientGates _gates;
    private readonly IscAccess _access;
    private readonly TimeProvider _time;
    private readonly ILogger<DueWork> _logger;

    internal DueWork(
        DeliveryLedger ledger, BridgeCatalog bridges, DueDelivery delivery, ClientGates gates, IscAccess access, TimeProvider time, ILogger<DueWork> logger)
    {
        _ledger = ledger;
        _bridges = bridges;
        _delivery = delivery;
        _gates = gates;
        _access = access;
        _time = time;
        _logger = logger;
    }

    /// <summary>Does what is due and returns how many items it did.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger does not answer; the next tick tries again.</exception>
    public async Task<int> ProcessAsync(CancellationToken cancellationToken)
    {
        using var box = new CancellationTokenSource(TimeBox, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, box.Token);
        // What stays due, because it cannot be worked on, gets one turn in a sweep.
        var seen = new HashSet<(string Bridge, WorkItem Item)>();
        try
        {
            await ResolveAsync(seen, stop.Token);
            await SweepAsync(seen, stop.Token);
        }
        catch (OperationCanceledException) when (box.IsCancellationRequested)
        {
            LogTimeBox(seen.Count);
        }

        return seen.Count;
    }

    // Leases and doubts first, whatever their clients allow: nothing is sent here, and what ISC shows may open a client again.
    private async Task ResolveAsync(HashSet<(string Bridge, WorkItem Item)> seen, CancellationToken cancellationToken)
    {
        foreach (var bridge in await _ledger.PartitionsAsync(cancellationToken))
        {
            while (true)
            {
                var due = await _ledger.DueAsync(bridge, WorkKind.Resolve, Page, cancellationToken);
                var fresh = due.Where(item => seen.Add((bridge, item))).ToList();
                if (fresh.Count == 0)
                    break;
                await ProcessAsync(bridge, fresh, cancellationToken);
            }
        }
    }

    private async Task SweepAsync(HashSet<(string Bridge, WorkItem Item)> seen, CancellationToken cancellationToken)
    {
        var clients = new SweepClients(_bridges, _access, _gates);
        // Partitions take turns, page by page: a long backlog of one bridge does not keep the others waiting.
        var waiting = new Queue<string>(await _ledger.PartitionsAsync(cancellationToken));
        while (waiting.TryDequeue(out var bridge))
        {
            var most = await clients.MostAsync(bridge, Page, cancellationToken);
            if (most == 0)
                continue;

            var due = await _ledger.DueAsync(bridge, WorkKind.Dispatch, most, cancellationToken);
            var fresh = due.Where(item => seen.Add((bridge, item))).ToList();
            if (!await ProcessAsync(bridge, fresh, cancellationToken))
                clients.LeaveBehind(bridge);
            // Until nothing new is due: what came in meanwhile belongs to the backlog that this sweep works off.
            else if (fresh.Count > 0)
                waiting.Enqueue(bridge);
        }

        clients.End();
    }

    /// <summary>In their order, but for the parallelism.</summary>
    /// <returns>False if some were left, because their client takes no calls now.</returns>
    private async Task<bool> ProcessAsync(string bridge, List<WorkItem> items, CancellationToken cancellationToken)
    {
        var closed = false;
        await Parallel.ForEachAsync(items, Limits(cancellationToken), async (item, _) =>
        {
            if (!Volatile.Read(ref closed) && !await ProcessAsync(bridge, item))
                Volatile.Write(ref closed, true);
        });
        return !closed;
    }

    private async ValueTask<bool> ProcessAsync(string bridgeName, WorkItem item)
    {
        try
        {
            return await _delivery.ProcessAsync(bridgeName, _bridges.TryFind(bridgeName, out var bridge) ? bridge : null, item);
        }
        catch (Exception fault) when (fault is not LedgerUnavailableException)
        {
            // One delivery that cannot be worked on must not stop the others; its work item stays due.
            LogFault(bridgeName, item.DeliveryId, fault);
            return true;
        }
    }

    private static ParallelOptions Limits(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };

    [LoggerMessage(LogLevel.Information, "The tick's time is up after {Done} items; the next one goes on")]
    private partial void LogTimeBox(int done);

    [LoggerMessage(LogLevel.Error, "Delivery {Bridge}/{DeliveryId} could not be worked on; it stays due")]
    private partial void LogFault(string bridge, string deliveryId, Exception fault);
}
