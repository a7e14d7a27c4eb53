using System.Collections.Concurrent;
using TriggerBridge.Attempts;
using TriggerBridge.Bridges;
using TriggerBridge.Dispatch;
using TriggerBridge.Ledger;
using TriggerBridge.Pausing;

namespace TriggerBridge.Flows.DueWork;

/// <summary>
/// Sends what is due of a bridge, in the order of its due time but for the parallelism. It waits for its client, and a call that hangs goes on behind
/// the tick. Each page is read from the oldest item on: what came in meanwhile is sent before the client takes calls at once again.
/// </summary>
internal sealed class DueSending(
    DeliveryLedger ledger, BridgeCatalog bridges, BridgePauses pauses, DueDelivery delivery, AgedWork aged, BackgroundCalls background, TimeProvider time)
{
    // More than waiting for a permit takes. What takes longer goes on behind the tick, and its bridge waits for it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, int> _hanging = new(StringComparer.Ordinal);

    /// <returns>Whether there may be more.</returns>
    public async Task<bool> SendPageAsync(
        string bridge, SweepClients clients, ConcurrentDictionary<(string Bridge, WorkItem Item), bool> seen, CancellationToken cancellationToken)
    {
        var most = await clients.MostAsync(bridge, DueWorkSweep.Page, cancellationToken);
        if (most == 0)
        {
            // While it is paused, nothing ages.
            if (!pauses.Stops(bridge))
                await GiveUpAgedAsync(bridge, cancellationToken);
            return false;
        }

        aged.Forget(bridge);
        if (_hanging.GetValueOrDefault(bridge) > 0)
        {
            clients.LeaveBehind(bridge);
            return false;
        }

        // Until nothing new is due: what came in meanwhile belongs to the backlog, too.
        var due = await ledger.DueAsync(bridge, WorkKind.Dispatch, DueWorkSweep.Page, cancellationToken);
        if (due.Count == 0 && pauses.IsDraining(bridge))
            await pauses.EndDrainingAsync(bridge);
        var fresh = due.Where(item => seen.TryAdd((bridge, item), true)).Take(most).ToList();
        if (await SendAsync(bridge, fresh, cancellationToken))
            return fresh.Count > 0;
        clients.LeaveBehind(bridge);
        return false;
    }

    // Its client's calls are stopped, so nothing is sent here.
    private async Task GiveUpAgedAsync(string bridgeName, CancellationToken cancellationToken)
    {
        if (!bridges.TryFind(bridgeName, out var bridge))
            return;
        var items = await aged.FindAsync(bridge, DueWorkSweep.Page, cancellationToken);
        await DueWorkSweep.ForEachAsync(items, (item, _) => delivery.ProcessAsync(bridgeName, item), cancellationToken);
    }

    /// <returns>False if some were left, because their client takes no calls now, or calls of theirs hang.</returns>
    private async Task<bool> SendAsync(string bridge, List<WorkItem> items, CancellationToken cancellationToken)
    {
        var closed = false;
        await DueWorkSweep.ForEachAsync(items, async (item, stop) =>
        {
            if (Volatile.Read(ref closed))
                return;
            var work = delivery.ProcessAsync(bridge, item);
            try
            {
                if ((await work.WaitAsync(Patience, time, stop)).IsLeft)
                    Volatile.Write(ref closed, true);
            }
            catch (Exception late) when (late is TimeoutException or OperationCanceledException)
            {
                Volatile.Write(ref closed, true);
                background.Follow(GoOnAsync(bridge, work));
                stop.ThrowIfCancellationRequested();
            }
        }, cancellationToken);
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
}

/// <summary>
/// Finds what has waited for a client whose calls are stopped for longer than its bridge tries. A sweep does not list what waits for one, so that it costs nothing
/// however much it is: only every five minutes its oldest page is read.
/// </summary>
internal sealed class AgedWork(DeliveryLedger ledger, BridgePauses pauses, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, long> _since = new(StringComparer.Ordinal);

    /// <summary>The client takes calls: nothing is held back.</summary>
    public void Forget(string bridge) => _since.TryRemove(bridge, out _);

    public async Task<IReadOnlyList<WorkItem>> FindAsync(Bridge bridge, int most, CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(_since.GetOrAdd(bridge.Name, static (_, clock) => clock.GetTimestamp(), time)) < Every)
            return [];

        // By due time, which for what waits for its client is the time received.
        var oldest = await ledger.DueAsync(bridge.Name, WorkKind.Dispatch, most, cancellationToken);
        List<WorkItem> aged = [.. oldest.Where(item => RetrySchedule.GivesUp(pauses.PolicyOf(bridge, item.ReceivedAt), item.ReceivedAt, ledger.Clock.UtcNow))];
        // A whole page of them: there may be more.
        if (aged.Count < most)
            _since[bridge.Name] = time.GetTimestamp();
        return aged;
    }
}
