using Microsoft.Extensions.Logging;
using TriggerBridge.Attempts;
using TriggerBridge.Bridges;
using TriggerBridge.Dispatch;
using TriggerBridge.Ledger;
using TriggerBridge.Tracking;

namespace TriggerBridge.Flows.DueWork;

/// <summary>Does what one due work item asks for.</summary>
internal sealed partial class DueDelivery(
    DeliveryLedger ledger, Dispatcher dispatcher, DoubtTransitions doubts, TrackingSchedule tracking, ILogger<DueDelivery> logger)
{
    /// <summary>An input that kills the process must not do so for ever.</summary>
    internal const int MostLostLeases = 5;

    public async Task<DueResult> ProcessAsync(string bridgeName, Bridge? bridge, WorkItem item)
    {
        if (await ledger.LoadAsync(bridgeName, item, withPayload: true, CancellationToken.None) is not DeliveryLookup.Found found
            || found.Delivery.Work != item)
            return await RemoveStrayAsync(bridgeName, item);

        var delivery = found.Delivery;
        return delivery.Status switch
        {
            DeliveryStatus.Dispatching => await TakeOverAsync(delivery),
            DeliveryStatus.Received or DeliveryStatus.RetryScheduled => await SendAsync(bridge, delivery, found.Payload),
            DeliveryStatus.Filtered => throw new InvalidOperationException("A delivery that was filtered has work due."),
            // In doubt, or taken as missing and to be looked for again.
            _ => new DueResult.InDoubt(delivery),
        };
    }

    private async Task<DueResult> SendAsync(Bridge? bridge, Delivery delivery, DeliveryPayload? payload)
    {
        if (bridge is null)
            await EndAsync(delivery, "Its bridge is no longer configured.");
        else if (payload is null)
            await EndAsync(delivery, "Its payload is gone.");
        else if (await dispatcher.AttemptAsync(bridge, delivery, payload.Input) is AttemptStep.Left)
            return new DueResult.Left();

        return new DueResult.Done();
    }

    // The lease ran out without an outcome: a call may have been sent, so it must not be sent again blindly.
    private async Task<DueResult> TakeOverAsync(Delivery delivery)
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
        await SaveAsync(delivery, lost is { Status: DeliveryStatus.InDoubt, LostLeases: >= MostLostLeases }
            ? doubts.Hold(lost, $"Its lease ran out {MostLostLeases} times: its input may be what ends the process.", now)
            : lost);
        return new DueResult.Done();
    }

    private Task<SaveResult> EndAsync(Delivery delivery, string reason) =>
        SaveAsync(delivery, AttemptTransition.Dead(delivery with { UpdatedAt = ledger.Clock.UtcNow }, reason));

    // Whoever was overtaken has nothing to add: the newer state has its own work item.
    private Task<SaveResult> SaveAsync(Delivery before, Delivery after) => ledger.SaveAsync(before, after, CancellationToken.None);

    private async Task<DueResult> RemoveStrayAsync(string bridge, WorkItem item)
    {
        if (await ledger.DeleteStrayAsync(bridge, item, CancellationToken.None))
            LogStray(bridge, item.DeliveryId);
        return new DueResult.Done();
    }

    [LoggerMessage(LogLevel.Warning, "Delivery {Bridge}/{DeliveryId}, attempt {Attempt}: its lease ran out; in doubt")]
    private partial void LogLeaseLost(string bridge, string deliveryId, int attempt);

    [LoggerMessage(LogLevel.Debug, "A work item of {Bridge}/{DeliveryId} was left over; removed")]
    private partial void LogStray(string bridge, string deliveryId);
}

/// <summary>What became of a due work item.</summary>
internal abstract record DueResult
{
    private DueResult()
    {
    }

    public sealed record Done : DueResult;

    /// <summary>Left as it is, because its client takes no calls now.</summary>
    public sealed record Left : DueResult;

    /// <summary>To be looked up in ISC, together with the others of its workflow.</summary>
    public sealed record InDoubt(Delivery Delivery) : DueResult;
}
