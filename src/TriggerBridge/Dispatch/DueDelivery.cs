using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges;
using TriggerBridge.Ledger;
using TriggerBridge.Tracking;

namespace TriggerBridge.Dispatch;

/// <summary>Does what one due work item asks for.</summary>
internal sealed partial class DueDelivery(
    DeliveryLedger ledger, Dispatcher dispatcher, DoubtTransitions doubts, StrayWork strays, ILogger<DueDelivery> logger)
{
    /// <summary>An input that kills the process must not do so for ever.</summary>
    internal const int MostLostLeases = 5;

    /// <returns>The delivery if it is to be looked up in ISC, together with others; null if it was dealt with.</returns>
    public async Task<Delivery?> ProcessAsync(string bridgeName, Bridge? bridge, WorkItem item)
    {
        if (await ledger.LoadAsync(bridgeName, item, withPayload: true, CancellationToken.None) is not DeliveryLookup.Found found
            || found.Delivery.Work != item)
        {
            await strays.RemoveAsync(bridgeName, item);
            return null;
        }

        var delivery = found.Delivery;
        switch (delivery.Status)
        {
            case DeliveryStatus.Dispatching:
                return await TakeOverAsync(delivery);
            case DeliveryStatus.Received or DeliveryStatus.RetryScheduled:
                await SendAsync(bridge, delivery, found.Payload);
                return null;
            case DeliveryStatus.Filtered:
                throw new InvalidOperationException("A delivery that is filtered has work due.");
            default:
                return delivery;
        }
    }

    private async Task SendAsync(Bridge? bridge, Delivery delivery, DeliveryPayload? payload)
    {
        if (bridge is null)
            await SaveAsync(delivery, AttemptTransition.Dead(delivery, "Its bridge is no longer configured."));
        else if (payload is null)
            await SaveAsync(delivery, AttemptTransition.Dead(delivery, "Its payload is gone."));
        else
            await dispatcher.AttemptAsync(bridge, delivery, payload.Input);
    }

    // The lease ran out without an outcome: a call may have been sent, so it must not be sent again blindly.
    private async Task<Delivery?> TakeOverAsync(Delivery delivery)
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
        var next = lost.LostLeases < MostLostLeases
            ? lost
            : doubts.Hold(lost, $"Its lease ran out {MostLostLeases} times: its input may be what ends the process.", canLook: true, now);
        return await SaveAsync(delivery, next) is SaveResult.Saved { Delivery: { Status: DeliveryStatus.InDoubt } inDoubt } ? inDoubt : null;
    }

    // Whoever was overtaken has nothing to add: the newer state has its own work item.
    private Task<SaveResult> SaveAsync(Delivery before, Delivery after) => ledger.SaveAsync(before, after, CancellationToken.None);

    [LoggerMessage(LogLevel.Warning, "Delivery {Bridge}/{DeliveryId}, attempt {Attempt}: its lease ran out; in doubt")]
    private partial void LogLeaseLost(string bridge, string deliveryId, int attempt);
}
