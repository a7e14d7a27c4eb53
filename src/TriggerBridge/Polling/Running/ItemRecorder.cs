using TriggerBridge.Bridges;
using TriggerBridge.Ledger;
using TriggerBridge.Mapping;

namespace TriggerBridge.Polling.Running;

/// <summary>Records a page's items as deliveries that are due, and counts those that nothing had recorded before.</summary>
internal sealed class ItemRecorder(BatchRecorder batches, KnownItems known, PollFinds finds)
{
    /// <returns>How many were new.</returns>
    /// <exception cref="LedgerUnavailableException">Not all of them stand in the ledger.</exception>
    public async Task<int> RecordAsync(Bridge bridge, IReadOnlyList<PolledItem> items)
    {
        List<MapResult.Mapped> unknown = [.. items.Where(item => !known.Contains(bridge.Name, item.DeliveryId)).Select(item => item.Map())];
        if (unknown.Count == 0) return 0;
        if (await batches.RecordAsync(bridge, unknown, CancellationToken.None) is not ReceiveResult.Batch { Events: var results })
            throw new LedgerUnavailableException("A page's items could not be recorded.");

        foreach (var one in unknown) known.Add(bridge.Name, one.Delivery.DeliveryId);
        List<Delivery> fresh = [.. results.OfType<ReceiveResult.Accepted>().Select(accepted => accepted.Delivery)];
        await finds.AddAsync(bridge, fresh);
        return fresh.Count;
    }
}
