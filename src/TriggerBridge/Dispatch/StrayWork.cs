using Microsoft.Extensions.Logging;
using TriggerBridge.Ledger;

namespace TriggerBridge.Dispatch;

/// <summary>Takes away work items that their deliveries do not know.</summary>
internal sealed partial class StrayWork(DeliveryLedger ledger, ILogger<StrayWork> logger)
{
    public async Task RemoveAsync(string bridge, WorkItem item)
    {
        // Read again: a transition between the listing and the first read looks the same, and its work item is gone already.
        var again = await ledger.LoadAsync(bridge, item, withPayload: false, CancellationToken.None);
        if (again is DeliveryLookup.Found found && found.Delivery.Work == item)
            return;
        LogStray(bridge, item.DeliveryId);
        await ledger.DeleteStrayAsync(bridge, item, CancellationToken.None);
    }

    [LoggerMessage(LogLevel.Debug, "A work item of {Bridge}/{DeliveryId} was left over; removed")]
    private partial void LogStray(string bridge, string deliveryId);
}
