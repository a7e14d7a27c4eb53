using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges;
using TriggerBridge.Dispatch;
using TriggerBridge.Ledger;
using TriggerBridge.Pacing;
using TriggerBridge.Pausing;
using TriggerBridge.Timing;

namespace TriggerBridge.Flows.Receiving;

/// <summary>The middle of the way of one event: it is recorded, and sent to ISC at once where there is time for it.</summary>
internal sealed partial class EventIntake(
    DeliveryLedger ledger,
    LedgerReadiness readiness,
    Dispatcher dispatcher,
    CircuitBreakers breakers,
    BridgePauses pauses,
    BackgroundCalls background,
    TimeProvider time,
    ILogger<EventIntake> logger)
{
    /// <summary>Records the event of a bridge, and sends it while its sender still waits.</summary>
    /// <param name="budget">How long it waits for ISC.</param>
    /// <param name="limit">How long it waits for the ledger.</param>
    /// <returns>What to answer; <see cref="ReceiveResult.Accepted"/> only when the event stands in the ledger.</returns>
    public async Task<ReceiveResult> RecordAsync(Bridge bridge, NewDelivery mapped, TimeBudget budget, WaitLimit limit)
    {
        // 5 Record, in one atomic write; from here on the answer is 2xx. A sender that hangs up does not stop it half-way.
        using var claim = dispatcher.BeginClaim();
        var begun = mapped.Delivery;
        var lease = dispatcher.TakeLease();
        var recording = ledger.RecordAsync(
            mapped.Delivery, mapped.Payload, received => begun = Begin(bridge, received, budget, lease = dispatcher.TakeLease()), limit);
        switch (await recording)
        {
            case RecordResult.Recorded { Delivery: { Status: DeliveryStatus.Dispatching } claimed }:
                // 6 and 7 Call ISC, and record the outcome.
                return new ReceiveResult.Accepted(await DispatchAsync(new ClaimedCall(bridge, claimed, mapped.Input, lease), budget));
            case RecordResult.Recorded { Delivery: var waiting }:
                return new ReceiveResult.Accepted(waiting);
            case RecordResult.Duplicate duplicate:
                LogDuplicate(bridge.Name, duplicate.First.DeliveryId, duplicate.First.Status);
                return new ReceiveResult.Duplicate(duplicate.First);
            case RecordResult.DuplicateOfPurged { Left: var left }:
                return new ReceiveResult.DuplicateOfPurged(mapped.Delivery.DeliveryId, left.Status, left.WorkflowExecutionId);
            case RecordResult.SameContent same:
                return ReceiveResult.SameContent.Of(same);
            case RecordResult.Busy:
                return ReceiveResult.NotReady.Busy;
            case RecordResult.Unknown away:
                readiness.ReportAway(away.Fault);
                dispatcher.Release(bridge, begun, lease, away.Fault);
                return new ReceiveResult.NotReady("The ledger does not answer.");
            default:
                throw new InvalidOperationException("Recording has no such result.");
        }
    }

    // One write records the delivery and claims its first attempt. Without time for a call, while the bridge or its client is paused or older
    // work waits, or when the app is to stop, it only says that work is due.
    private Delivery Begin(Bridge bridge, Delivery delivery, TimeBudget budget, Lease lease)
    {
        if (delivery.Status != DeliveryStatus.Received)
            return delivery;
        if (delivery.NotBefore is not null || dispatcher.IsStopping || !budget.AllowsCall || pauses.HoldsBack(bridge.Name) || !breakers.AllowsCalls(bridge.Workflow.Tenant, bridge.Workflow.Credential))
            return delivery with { Work = delivery.DueInItsTurn() };

        return delivery with
        {
            Status = DeliveryStatus.Dispatching,
            AttemptCount = 1,
            ClaimedAt = delivery.ReceivedAt,
            Work = delivery.Due(WorkKind.Resolve, lease.Ends),
        };
    }

    // The sender waits for the budget only; the call itself goes on under its lease.
    [SuppressMessage("Design", "CA1031", Justification = "The edge: the event stands in the ledger, so the answer is 2xx.")]
    private async Task<Delivery> DispatchAsync(ClaimedCall call, TimeBudget budget)
    {
        var dispatch = dispatcher.DispatchAsync(call, budget);
        try
        {
            return await dispatch.WaitAsync(budget.Left, time);
        }
        catch (TimeoutException)
        {
            background.Follow(dispatch);
            return call.Delivery;
        }
        catch (Exception fault)
        {
            // It stands in the ledger, so the answer is 2xx whatever happened; the work item of its lease brings it back.
            LogFault(call.Bridge.Name, call.Delivery.DeliveryId, fault);
            return call.Delivery;
        }
    }

    [LoggerMessage(LogLevel.Information, "Delivery {Bridge}/{DeliveryId} came again; it is {Status}, nothing is started")]
    private partial void LogDuplicate(string bridge, string deliveryId, DeliveryStatus status);

    [LoggerMessage(LogLevel.Error, "Delivery {Bridge}/{DeliveryId} could not be dispatched; it comes back when its lease ends")]
    private partial void LogFault(string bridge, string deliveryId, Exception fault);
}
