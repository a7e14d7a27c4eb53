using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using TriggerBridge.Attempts;
using TriggerBridge.Bridges;
using TriggerBridge.Dispatch;
using TriggerBridge.Flows.Answering;
using TriggerBridge.Ledger;
using TriggerBridge.Tracking;

namespace TriggerBridge.Flows.DueWork;

/// <summary>
/// Does what one due work item asks for. An item that no delivery knows is removed. One that cannot be worked on, such as for a damaged row, stays
/// due and does not stop the others.
/// </summary>
internal sealed partial class DueDelivery(
    DeliveryLedger ledger, NewestDeliveries newest, BridgeCatalog bridges, WorkablePartitions partitions, Dispatcher dispatcher, DueAnswers answers, DoubtTransitions doubts, TrackingSchedule tracking, ILogger<DueDelivery> logger)
{
    /// <summary>An input that kills the process must not do so for ever.</summary>
    internal const int MostLostLeases = 5;

    /// <summary>Sends it, or takes over a lease that ran out.</summary>
    /// <returns>
    /// Whether it was left as it is, because its client takes no calls now; and the delivery, if it is to be looked up in ISC together with the others
    /// of its workflow: it is in doubt, or taken as missing.
    /// </returns>
    public Task<(bool IsLeft, Delivery? InDoubt)> ProcessAsync(string bridgeName, WorkItem item) =>
        WorkOnAsync(bridgeName, item, () => ledger.LoadAsync(bridgeName, item, withPayload: true, CancellationToken.None), found => ProcessAsync(bridgeName, found));

    /// <returns>Those that were started, whose executions are to be looked at together with the others of their workflow.</returns>
    public async Task<IReadOnlyList<Delivery>> TrackAsync(string bridgeName, IReadOnlyList<WorkItem> items, CancellationToken cancellationToken)
    {
        var together = await ledger.LoadRangeAsync(bridgeName, items, cancellationToken);
        var started = new ConcurrentBag<Delivery>();
        await DueWorkSweep.ForEachAsync(items, async (item, stop) =>
        {
            if (await WorkOnAsync(bridgeName, item, LoadAsync, found => Task.FromResult(found.Delivery), stop) is { Status: DeliveryStatus.Started, WorkflowExecutionId: not null } delivery)
                started.Add(delivery);

            async Task<DeliveryLookup> LoadAsync() => together.Find(item) is { } read
                ? new DeliveryLookup.Found(read, Payload: null)
                : await ledger.LoadAsync(bridgeName, item, withPayload: false, CancellationToken.None);
        }, cancellationToken);
        return [.. started];
    }

    /// <summary>Answers its sender.</summary>
    public Task AnswerAsync(string bridgeName, WorkItem item, CancellationToken cancellationToken) =>
        WorkOnAsync(bridgeName, item, () => ledger.LoadAsync(bridgeName, item, withPayload: true, CancellationToken.None), async found =>
        {
            await answers.ProcessAsync(found, cancellationToken);
            return true;
        }, cancellationToken);

    private async Task<(bool IsLeft, Delivery? InDoubt)> ProcessAsync(string bridgeName, DeliveryLookup.Found found)
    {
        var delivery = found.Delivery;
        switch (delivery.Status)
        {
            case DeliveryStatus.Dispatching:
                await TakeOverAsync(delivery);
                return default;
            case DeliveryStatus.Received or DeliveryStatus.RetryScheduled:
                return (await SendAsync(bridgeName, delivery, found.Payload), InDoubt: null);
            case DeliveryStatus.Filtered:
                throw new InvalidOperationException("A delivery that was filtered has work due.");
            default:
                return (IsLeft: false, delivery);
        }
    }

    /// <returns>The default where there is nothing to work on, or it cannot be worked on.</returns>
    private async Task<T?> WorkOnAsync<T>(
        string bridge, WorkItem item, Func<Task<DeliveryLookup>> load, Func<DeliveryLookup.Found, Task<T>> work, CancellationToken timeIsUp = default)
    {
        try
        {
            if (await load() is DeliveryLookup.Found found && found.Delivery.Has(item))
                return await work(found);
            if (await ledger.DeleteStrayAsync(bridge, item, CancellationToken.None))
                LogStray(bridge, item.DeliveryId);
        }
        catch (Exception fault) when (fault is not LedgerUnavailableException && !(fault is OperationCanceledException && timeIsUp.IsCancellationRequested))
        {
            LogFault(bridge, item.DeliveryId, fault);
        }

        return default;
    }

    /// <returns>Whether it was left as it is.</returns>
    private async Task<bool> SendAsync(string bridgeName, Delivery delivery, DeliveryPayload? payload)
    {
        if (!bridges.TryFind(bridgeName, out var bridge))
        {
            if (!partitions.IsAbandoned(bridgeName))
                return true;
            // Nobody can let its line go on.
            await EndAsync(delivery with { LeftLine = delivery.Line is not null }, "Its bridge is no longer configured.");
        }
        else if (payload is null)
        {
            await EndAsync(delivery, "Its payload is gone.");
        }
        else if (await newest.LookAsync(delivery) is { } wanted)
        {
            return await dispatcher.AttemptAsync(bridge, wanted, payload.Input) is null;
        }

        return false;
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
