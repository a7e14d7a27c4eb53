using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges;
using TriggerBridge.Ledger;

namespace TriggerBridge.Dispatch;

/// <summary>Does what one due work item asks for.</summary>
internal sealed partial class DueDelivery(DeliveryLedger ledger, Dispatcher dispatcher, ILogger<DueDelivery> logger)
{
    /// <summary>An input that kills the process must not do so for ever.</summary>
    internal const int MostLostLeases = 5;

    /// <returns>False if the delivery had to be left as it is, because its client takes no calls now.</returns>
    public async Task<bool> ProcessAsync(string bridgeName, Bridge? bridge, WorkItem item)
    {
        if (await ledger.LoadAsync(bridgeName, item, withPayload: true, CancellationToken.None) is not DeliveryLookup.Found found
            || found.Delivery.Work != item)
        {
            await RemoveStrayAsync(bridgeName, item);
            return true;
        }

        var delivery = found.Delivery;
        switch (delivery.Status)
        {
            case DeliveryStatus.Dispatching:
                await TakeOverAsync(delivery);
                break;
            case DeliveryStatus.InDoubt when bridge is null:
                await EndAsync(delivery, "Its bridge is no longer configured; its last attempt may have started an execution.");
                break;
            case DeliveryStatus.InDoubt:
                await WaitAsync(delivery, bridge?.Settle ?? TimeSpan.FromMinutes(10));
                break;
            case DeliveryStatus.Received or DeliveryStatus.RetryScheduled:
                return await SendAsync(bridge, delivery, found.Payload);
            default:
                throw new InvalidOperationException($"A delivery that is {delivery.Status} has work due.");
        }

        return true;
    }

    private async Task<bool> SendAsync(Bridge? bridge, Delivery delivery, DeliveryPayload? payload)
    {
        if (bridge is null)
            await EndAsync(delivery, "Its bridge is no longer configured.");
        else if (payload is null)
            await EndAsync(delivery, "Its payload is gone.");
        else
            return (await dispatcher.AttemptAsync(bridge, delivery, payload.Input)).Work != delivery.Work;

        return true;
    }

    // The lease ran out without an outcome: a call may have been sent, so it must not be sent again blindly.
    private async Task TakeOverAsync(Delivery delivery)
    {
        const string reason = "The process ended, or was cut off, before the outcome was recorded.";
        LogLeaseLost(delivery.Bridge, delivery.DeliveryId, delivery.AttemptCount);
        var now = ledger.Clock.UtcNow;
        var attempt = new Attempt
        {
            Number = delivery.AttemptCount,
            StartedAt = delivery.ClaimedAt ?? delivery.ReceivedAt,
            Outcome = AttemptOutcome.InDoubt,
            Message = reason,
        };
        var lost = AttemptTransition.InDoubt(delivery with { LostLeases = delivery.LostLeases + 1 }, attempt, now);
        await SaveAsync(delivery, lost.LostLeases < MostLostLeases
            ? lost
            : AttemptTransition.Dead(lost, $"Its lease ran out {MostLostLeases} times: its input may be what ends the process."));
    }

    private Task<SaveResult> EndAsync(Delivery delivery, string reason) =>
        SaveAsync(delivery, AttemptTransition.Dead(delivery with { UpdatedAt = ledger.Clock.UtcNow }, reason));

    private Task<SaveResult> WaitAsync(Delivery delivery, TimeSpan settle) =>
        SaveAsync(delivery, delivery with { Work = delivery.Due(WorkKind.Resolve, ledger.Clock.UtcNow + settle) });

    // Whoever was overtaken has nothing to add: the newer state has its own work item.
    private Task<SaveResult> SaveAsync(Delivery before, Delivery after) => ledger.SaveAsync(before, after, CancellationToken.None);

    private async Task RemoveStrayAsync(string bridge, WorkItem item)
    {
        if (await ledger.DeleteStrayAsync(bridge, item, CancellationToken.None))
            LogStray(bridge, item.DeliveryId);
    }

    [LoggerMessage(LogLevel.Warning, "Delivery {Bridge}/{DeliveryId}, attempt {Attempt}: its lease ran out; in doubt")]
    private partial void LogLeaseLost(string bridge, string deliveryId, int attempt);

    [LoggerMessage(LogLevel.Debug, "A work item of {Bridge}/{DeliveryId} was left over; removed")]
    private partial void LogStray(string bridge, string deliveryId);
}
