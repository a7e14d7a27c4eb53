using System.Collections.Concurrent;
using TriggerBridge.Attempts;
using TriggerBridge.Bridges;
using TriggerBridge.Ledger;

namespace TriggerBridge.Flows.DueWork;

/// <summary>
/// Finds what has waited for a client whose calls are stopped for longer than its bridge tries. A sweep does not list what waits for one, so that it costs nothing
/// however much it is: only every five minutes its oldest page is read.
/// </summary>
internal sealed class AgedWork(DeliveryLedger ledger, TimeProvider time)
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
        List<WorkItem> aged = [.. oldest.Where(item => RetrySchedule.GivesUp(bridge.Retry, item.ReceivedAt, ledger.Clock.UtcNow))];
        // A whole page of them: there may be more.
        if (aged.Count < most)
            _since[bridge.Name] = time.GetTimestamp();
        return aged;
    }
}
