using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges;
using TriggerBridge.Ledger;

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
    private readonly TimeProvider _time;
    private readonly ILogger<DueWork> _logger;

    internal DueWork(DeliveryLedger ledger, BridgeCatalog bridges, DueDelivery delivery, TimeProvider time, ILogger<DueWork> logger)
    {
        _ledger = ledger;
        _bridges = bridges;
        _delivery = delivery;
        _time = time;
        _logger = logger;
    }

    /// <summary>Does what is due and returns how many items it did.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger does not answer; the next tick tries again.</exception>
    public async Task<int> ProcessAsync(CancellationToken cancellationToken)
    {
        using var box = new CancellationTokenSource(TimeBox, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, box.Token);
        var done = 0;
        try
        {
            // Partitions take turns, page by page: a long backlog of one bridge does not keep the others waiting.
            var waiting = new Queue<string>(await _ledger.PartitionsAsync(stop.Token));
            while (waiting.TryDequeue(out var bridge))
            {
                var due = await _ledger.DueAsync(bridge, WorkKind.Dispatch, Page, stop.Token);
                await Parallel.ForEachAsync(due, Limits(stop.Token), (item, _) => ProcessAsync(bridge, item));
                done += due.Count;
                if (due.Count == Page)
                    waiting.Enqueue(bridge);
            }
        }
        catch (OperationCanceledException) when (box.IsCancellationRequested)
        {
            LogTimeBox(done);
        }

        return done;
    }

    private async ValueTask ProcessAsync(string bridgeName, WorkItem item)
    {
        try
        {
            await _delivery.ProcessAsync(bridgeName, _bridges.TryFind(bridgeName, out var bridge) ? bridge : null, item);
        }
        catch (Exception fault) when (fault is not LedgerUnavailableException)
        {
            // One delivery that cannot be worked on must not stop the others; its work item stays due.
            LogFault(bridgeName, item.DeliveryId, fault);
        }
    }

    private static ParallelOptions Limits(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };

    [LoggerMessage(LogLevel.Information, "The tick's time is up after {Done} items; the next one goes on")]
    private partial void LogTimeBox(int done);

    [LoggerMessage(LogLevel.Error, "Delivery {Bridge}/{DeliveryId} could not be worked on; it stays due")]
    private partial void LogFault(string bridge, string deliveryId, Exception fault);
}
