using Microsoft.Extensions.Logging;
using TriggerBridge.Attempts;
using TriggerBridge.Bridges;
using TriggerBridge.Dispatch;
using TriggerBridge.Ledger;
using TriggerBridge.Tracking;

namespace TriggerBridge.Flows.DueWork;

/// <summary>
/// Does what one due work item asks for. An item that no delivery knows is removed. One that cannot be worked on, such as for a damaged row, stays
/// due and does not stop the others.
/// </summary>
internal sealed partial class DueDelivery(
    DeliveryLedger ledger, BridgeCatalog bridges, Dispatcher dispatcher, DoubtTransitions doubts, TrackingSchedule tracking, ILogger<DueDelivery> logger)
{
    /// <summary>An input that kills the process must not do so for ever.</summary>
    internal const int MostLostLeases = 5;

    /// <returns>Whether it was left as it is, because its client takes no calls now.</returns>
    public Task<bool> SendAsync(string bridgeName, WorkItem item) => WorkOnAsync(bridgeName, item, withPayload: true, async found =>
    {
        var delivery = found.Delivery;
        if (delivery.Status is not (DeliveryStatus.Received or DeliveryStatus.RetryScheduled))
            throw new InvalidOperationException($"A delivery that is {delivery.Status} is due to be sent.");
        if (!bridges.TryFind(bridgeName, out var bridge))
            await EndAsync(delivery, "Its bridge is no longer configured.");
        else if (found.Payload is not { } payload)
            await EndAsync(delivery, "Its payload is gone.");
        else
            return await dispatcher.AttemptAsync(bridge, delivery, payload.Input) is null;
        return false;
    });

    /// <summary>Takes over a lease that ran out.</summary>
    /// <returns>The delivery, if it is to be looked up in ISC together with the others of its workflow: it is in doubt, or taken as missing.</returns>
    public Task<Delivery?> ResolveAsync(string bridgeName, WorkItem item) => WorkOnAsync(bridgeName, item, withPayload: false, async found =>
    {
        var delivery = found.Delivery;
        if (delivery.Status is DeliveryStatus.Received or DeliveryStatus.RetryScheduled or DeliveryStatus.Filtered)
            throw new InvalidOperationException($"A delivery that is {delivery.Status} is due to be looked up.");
        if (delivery.Status != DeliveryStatus.Dispatching)
            return delivery;
        await TakeOverAsync(delivery);
        return null;
    });

    /// <returns>The started delivery, whose execution is to be looked at together with the others of its workflow.</returns>
    public Task<Delivery?> TrackAsync(string bridgeName, WorkItem item) => WorkOnAsync(bridgeName, item, withPayload: false, found =>
        Task.FromResult(found.Delivery is { Status: DeliveryStatus.Started, WorkflowExecutionId: not null } started ? started : null));

    private async Task<T?> WorkOnAsync<T>(string bridge, WorkItem item, bool withPayload, Func<DeliveryLookup.Found, Task<T?>> work)
    {
        try
        {
            if (await ledger.LoadAsync(bridge, item, withPayload, CancellationToken.None) is DeliveryLookup.Found found && found.Delivery.Work == item)
                return await work(found);
            if (await ledger.DeleteStrayAsync(bridge, item, CancellationToken.None))
                LogStray(bridge, item.DeliveryId);
        }
        catch (Exception fault) when (fault is not LedgerUnavailableException)
        {
            LogFault(bridge, item.DeliveryId, fault);
        }

        return default;
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
        var lost = AttemptTransition.InDoubt(delivery with { LostLeases = delivery.LostLeases + 1 }, attempt, now, tracking.FirstLook(delivery, now));
        await ledger.SaveAsync(delivery, lost is { Status: DeliveryStatus.InDoubt, LostLeases: >= MostLostLeases }
            ? doubts.Hold(lost, $"Its lease ran out {MostLostLeases} times: its input may be what ends the process.", now)
            : lost);
    }

    private Task<SaveResult> EndAsync(Delivery delivery, string reason) =>
        ledger.SaveAsync(delivery, AttemptTransition.Dead(delivery with { UpdatedAt = ledger.Clock.UtcNow }, reason));

    [LoggerMessage(LogLevel.Warning, "Delivery {Bridge}/{DeliveryId}, attempt {Attempt}: its lease ran out; in doubt")]
    private partial void LogLeaseLost(string bridge, string deliveryId, int attempt);

    [LoggerMessage(LogLevel.Debug, "A work item of {Bridge}/{DeliveryId} was left over; removed")]
    private partial void LogStray(string bridge, string deliveryId);

    [LoggerMessage(LogLevel.Error, "Delivery {Bridge}/{DeliveryId} could not be worked on; it stays due")]
    private partial void LogFault(string bridge, string deliveryId, Exception fault);
}
