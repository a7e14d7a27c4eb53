using TriggerBridge.Bridges;
using TriggerBridge.Dispatch;
using TriggerBridge.Ledger;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.SailPoint.Api.Models;

namespace TriggerBridge.Flows.Answering;

/// <summary>
/// Decides the answer of a delivery that is answered later, when its time has come, and has it sent. What was sent without a clear answer is looked
/// up before anything is sent again.
/// </summary>
internal sealed class DueAnswers(
    DeliveryLedger ledger, BridgeCatalog bridges, WorkablePartitions partitions, AnswerMaker answers, InvocationLookup invocations, CallbackSender sender)
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(30);

    /// <exception cref="OperationCanceledException">The time for reading ISC is up; the answer stays due.</exception>
    public async Task ProcessAsync(DeliveryLookup.Found found, CancellationToken cancellationToken)
    {
        var delivery = found.Delivery;
        if (!bridges.TryFind(delivery.Bridge, out var bridge) && !partitions.IsAbandoned(delivery.Bridge))
            return;
        if (bridge?.Respond is not { } respond)
        {
            await sender.EndAsync(delivery, CallbackStatus.DeadLettered, "Its bridge is no longer configured, or answers no more.");
            return;
        }

        if (delivery.Callback is { Status: CallbackStatus.Sending })
        {
            if (await LookUpAsync(delivery, respond, cancellationToken) is not { } open)
                return;
            delivery = open;
        }

        if (ledger.Clock.UtcNow >= delivery.Callback!.Deadline)
            await sender.EndAsync(delivery, CallbackStatus.TooLate, TooLate(delivery.Callback));
        else if (delivery.Answer is { } decided)
            await sender.SendAsync(bridge, delivery, decided);
        else if (await DecideAsync(respond, delivery, found.Payload, cancellationToken) is { } answer)
            await sender.SendAsync(bridge, delivery, answer);
    }

    /// <returns>The delivery, whose answer ISC does not know and still waits for; null where there is nothing to be sent.</returns>
    private async Task<Delivery?> LookUpAsync(Delivery delivery, Responder respond, CancellationToken cancellationToken)
    {
        var callback = delivery.Callback!;
        switch (await invocations.FindAsync(delivery, respond.Trigger.Id, cancellationToken))
        {
            case InvocationState.Waiting when callback.Refusal is { } refusal:
                await sender.EndAsync(delivery, CallbackStatus.DeadLettered, $"ISC refuses it. {refusal}");
                return null;
            case InvocationState.Waiting:
                return delivery with { Callback = callback with { Status = CallbackStatus.Open, MayHaveArrived = true } };
            case InvocationState.Completed:
                await sender.EndAsync(delivery, CallbackStatus.Sent, reason: null);
                return null;
            case InvocationState.Failed failed:
                await sender.EndAsync(delivery, CallbackStatus.TooLate, $"ISC has ended the invocation: {failed.Message}");
                return null;
            case InvocationState.Unknown unknown when ledger.Clock.UtcNow >= callback.Deadline:
                await sender.EndAsync(delivery, CallbackStatus.Unclear, $"It was sent without a clear answer, and what became of it cannot be found out: {unknown.Reason}.");
                return null;
            case InvocationState.Unknown unknown:
                await WaitAsync(delivery, $"Whether it arrived cannot be found out now: {unknown.Reason}.");
                return null;
            default:
                throw new InvalidOperationException("An invocation has no such state.");
        }
    }

    /// <returns>Null where it is not decided now: the delivery says why.</returns>
    private async Task<GivenAnswer?> DecideAsync(Responder respond, Delivery delivery, DeliveryPayload? payload, CancellationToken cancellationToken)
    {
        if (payload is null || !StoredEvent.TryRead(delivery, payload, out var question, out _))
        {
            await sender.EndAsync(delivery, CallbackStatus.DeadLettered, "Its payload is gone.");
            return null;
        }

        var isLast = ledger.Clock.UtcNow >= delivery.ReceivedAt + respond.LongestWaitForCallback;
        if (StatusOf(delivery.Status) is not { } status || delivery.WorkflowExecutionId is not { } executionId)
        {
            if (DeliveryLifecycle.IsFinal(delivery.Status))
                return await MakeAsync(respond, delivery, question, execution: null, "The workflow was not started.");
            if (isLast)
                return await MakeAsync(respond, delivery, question, execution: null, "The workflow had not ended in time.");
            // It was made due too early, such as by a replay since.
            await ledger.SaveAsync(delivery, delivery with { AnswerWork = delivery.Due(WorkKind.Answer, delivery.ReceivedAt + respond.LongestWaitForCallback) });
            return null;
        }

        var execution = await answers.ReadAsync(respond, delivery.Tenant, executionId, status, cancellationToken);
        if (execution is not null || isLast)
            return await MakeAsync(respond, delivery, question, execution, "What the workflow came to could not be read in time.");
        await WaitAsync(delivery, "What the workflow came to cannot be read now.");
        return null;
    }

    private async Task<GivenAnswer?> MakeAsync(Responder respond, Delivery delivery, EventContext question, ExecutionFacts? execution, string unknown)
    {
        var made = answers.Make(respond, delivery, question, execution, unknown);
        if (made is { Output: { } output })
            return new GivenAnswer { At = ledger.Clock.UtcNow, Output = output, InsteadFor = made.InsteadFor };
        await sender.EndAsync(delivery, CallbackStatus.DeadLettered, made?.Problem ?? unknown);
        return null;
    }

    private Task<SaveResult> WaitAsync(Delivery delivery, string reason) => ledger.SaveAsync(delivery, delivery with
    {
        Callback = delivery.Callback! with { Reason = reason },
        AnswerWork = delivery.Due(WorkKind.Answer, ledger.Clock.UtcNow + Again),
    });

    private static string TooLate(Callback callback) => callback.Reason is { } reason ? $"ISC waits no more. {reason}" : "ISC waits no more.";

    private static string? StatusOf(DeliveryStatus status) => status switch
    {
        DeliveryStatus.Completed => ExecutionStatus.Completed,
        DeliveryStatus.Failed => ExecutionStatus.Failed,
        DeliveryStatus.Canceled => ExecutionStatus.Canceled,
        _ => null,
    };
}
