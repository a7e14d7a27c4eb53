using TriggerBridge.Bridges;
using TriggerBridge.Ledger;
using TriggerBridge.Mapping;
using TriggerBridge.Polling.State;

namespace TriggerBridge.Polling.Running;

/// <summary>Records items as deliveries that are due, and counts those that nothing had recorded before.</summary>
internal sealed class ItemRecorder(BatchRecorder batches, KnownItems known, PollFinds finds)
{
    /// <exception cref="LedgerUnavailableException">Not all of them stand in the ledger.</exception>
    public async Task<PageTally> RecordAsync(Bridge bridge, IReadOnlyList<PolledItem> items)
    {
        List<MapResult.Mapped> unknown = [.. items.Where(item => !known.Contains(bridge.Name, item.DeliveryId)).Select(item => item.Map())];
        if (unknown.Count == 0) return new PageTally(items.Count, Unseen: 0, New: 0);
        if (await batches.RecordAsync(bridge, unknown, CancellationToken.None) is not ReceiveResult.Batch { Events: var results })
            throw new LedgerUnavailableException("A page's items could not be recorded.");

        await finds.AddAsync(bridge, results);
        foreach (var one in unknown) known.Add(bridge.Name, one.Delivery.DeliveryId);
        var recorded = results.OfType<ReceiveResult.Accepted>().Count();
        return new PageTally(items.Count, Unseen: recorded + results.OfType<ReceiveResult.Filtered>().Count(), recorded);
    }
}
