using TriggerBridge.Bridges;
using TriggerBridge.Flows.Receiving;
using TriggerBridge.Ledger;
using TriggerBridge.Polling;
using TriggerBridge.Polling.State;

namespace TriggerBridge.Flows.Polling;

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

        var accepted = results.OfType<ReceiveResult.Accepted>().ToList();
        await finds.AddAsync(bridge, accepted.Select(result => result.Delivery), results.OfType<ReceiveResult.Duplicate>().Select(duplicate => duplicate.First));
        foreach (var one in unknown) known.Add(bridge.Name, one.Delivery.DeliveryId);
        return new PageTally(items.Count, Unseen: accepted.Count + results.OfType<ReceiveResult.Filtered>().Count(), accepted.Count);
    }
}
