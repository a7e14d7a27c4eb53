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

    public async Task<DueResult> ProcessAsync(string bridgeName, Bridge? bridge, WorkItem item)
    {
        if (await ledger.LoadAsync(bridgeName, item, withPayload: item.Kind == WorkKind.Dispatch, CancellationToken.None) is not DeliveryLookup.Found found
            || found.Delivery.Work != item)
        {
            await strays.RemoveAsync(bridgeName, item);
            return new DueResult.Done();
        }

        var delivery = found.Delivery;
        return (item.Kind, delivery.Status) switch
        {
            (WorkKind.Resolve, DeliveryStatus.Dispatching) => await TakeOverAsync(delivery),
            (WorkKind.Resolve, _) => new DueResult.InDoubt(delivery),
            (WorkKind.Dispatch, DeliveryStatus.Received or DeliveryStatus.RetryScheduled) => await SendAsync(bridge, delivery, found.Payload),
            _ => throw new InvalidOperationException($"A delivery that is {delivery.Status} has work to {item.Kind}."),
        };
    }

    private async Task<DueResult> SendAsync(Bridge? bridge, Delivery delivery, DeliveryPayload? payload)
    {
        if (bridge is null)
            await SaveAsync(delivery, AttemptTransition.Dead(delivery, "Its bridge is no longer configured."));
        else if (payload is null)
            await SaveAsync(delivery, AttemptTransition.Dead(delivery, "Its payload is gone."));
        else if ((await dispatcher.AttemptAsync(bridge, delivery, payload.Input)).Work == delivery.Work)
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
        var lost = AttemptTransition.InDoubt(delivery with { LostLeases = delivery.LostLeases + 1 }, attempt, now);
        var next = lost.LostLeases < MostLostLeases
            ? lost
            : doubts.Hold(lost, $"Its lease ran out {MostLostLeases} times: its input may be what ends the process.", canLook: true, now);
        return await SaveAsync(delivery, next) is SaveResult.Saved { Delivery: { Status: DeliveryStatus.InDoubt } inDoubt }
            ? new DueResult.InDoubt(inDoubt)
            : new DueResult.Done();
    }

    // Whoever was overtaken has nothing to add: the newer state has its own work item.
    private Task<SaveResult> SaveAsync(Delivery before, Delivery after) => ledger.SaveAsync(before, after, CancellationToken.None);

    [LoggerMessage(LogLevel.Warning, "Delivery {Bridge}/{DeliveryId}, attempt {Attempt}: its lease ran out; in doubt")]
    private partial void LogLeaseLost(string bridge, string deliveryId, int attempt);
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
