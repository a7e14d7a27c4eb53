using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges;
using TriggerBridge.Ledger;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.SailPoint.Api.Models;
using TriggerBridge.SailPoint.Executions;
using TriggerBridge.Timing;
using TriggerBridge.Tracking;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Flows.Receiving;

/// <summary>
/// Answers an event of ISC that waits for an answer, in time and once: what is answered stands in the ledger before ISC hears it, and a repeat
/// hears the same.
/// </summary>
internal sealed partial class QuestionAnswerer(DeliveryLedger ledger, IscReads isc, TimeProvider time, ILogger<QuestionAnswerer> logger)
{
    private const string NotDecided = "The answer is not decided.";

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    /// <param name="mapped">The event.</param>
    /// <param name="recorded">What recording and sending it came to.</param>
    /// <param name="answering">How long the answer may still be waited for.</param>
    public async Task<ReceiveResult> AnswerAsync(Bridge bridge, NewDelivery mapped, ReceiveResult recorded, TimeBudget answering)
    {
        var delivery = recorded switch
        {
            ReceiveResult.Accepted accepted => accepted.Delivery,
            ReceiveResult.Duplicate duplicate => duplicate.First,
            _ => null,
        };
        if (delivery is null)
            return recorded;
        if (delivery.Answer is null && recorded is ReceiveResult.Accepted && delivery.Status != DeliveryStatus.DeadLettered)
            delivery = await DecideAsync(bridge.Respond!, mapped.Question!, delivery, answering);

        return delivery switch
        {
            { Answer: { } answer } => recorded with { InSendersTerms = SenderAnswer.OfJson(answer.Output) },
            { Status: DeliveryStatus.DeadLettered } => new ReceiveResult.NotParsable(delivery.Reason ?? NotDecided),
            // It failed here, or it is a repeat of one that is being answered.
            _ => new ReceiveResult.NotReady(NotDecided),
        };
    }

    private async Task<Delivery> DecideAsync(Responder respond, EventContext question, Delivery delivery, TimeBudget answering)
    {
        var (latest, execution) = await WaitForEndAsync(respond, delivery, answering);
        var made = execution is not null ? respond.MakeAfter(question, execution) : null;
        if (made is not { Output: not null })
        {
            if (made is not null)
                LogMisfit(delivery.Bridge, delivery.DeliveryId, made.Problem!);
            made = respond.MakeOtherwise(question, made?.Problem ?? "The workflow had not ended in time.");
        }

        return made is { Output: { } output }
            ? await KeepAsync(latest, new GivenAnswer { At = ledger.Clock.UtcNow, Output = output, InsteadFor = made.InsteadFor })
            : latest;
    }

    /// <returns>The delivery as it was seen last, and what its execution came to; null where that is not known in time.</returns>
    private async Task<(Delivery Latest, ExecutionFacts? Execution)> WaitForEndAsync(Responder respond, Delivery delivery, TimeBudget answering)
    {
        using var stop = new CancellationTokenSource(answering.Left, time);
        try
        {
            for (var wait = FirstWait; ; wait = wait * 1.5 < LongestWait ? wait * 1.5 : LongestWait)
            {
                if (delivery.WorkflowExecutionId is { } executionId && await EndOfAsync(respond, delivery.Tenant, executionId, stop.Token) is { } end)
                    return (delivery, end);
                await Task.Delay(wait, time, stop.Token);
                // It may start later than it was recorded, or not at all.
                if (await ledger.FindAsync(delivery.Bridge, delivery.DeliveryId, stop.Token) is DeliveryLookup.Found found)
                    delivery = found.Delivery;
                if (delivery.Status == DeliveryStatus.DeadLettered)
                    return (delivery, null);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or LedgerUnavailableException)
        {
            return (delivery, null);
        }
    }

    private async Task<ExecutionFacts?> EndOfAsync(Responder respond, string tenant, string executionId, CancellationToken cancellationToken)
    {
        if (await isc.GetAsync(tenant, executionId, cancellationToken) is not IscAnswer<WorkflowExecution>.Found { Value: var execution } || !ExecutionStatus.IsFinal(execution.Status))
            return null;
        var error = execution.Status == ExecutionStatus.Failed && respond.NeedsError
            && await isc.HistoryAsync(tenant, executionId, cancellationToken) is IscAnswer<ExecutionHistory>.Found { Value.Failure: { } failure }
            ? failure.Error
            : null;
        return new ExecutionFacts(executionId, execution.Status, error);
    }

    /// <returns>As it stands in the ledger: without the answer where that could not be written.</returns>
    private async Task<Delivery> KeepAsync(Delivery delivery, GivenAnswer answer)
    {
        try
        {
            while (delivery.Answer is null)
            {
                switch (await ledger.SaveAsync(delivery, delivery with { Answer = answer }))
                {
                    case SaveResult.Saved saved:
                        return saved.Delivery;
                    case SaveResult.Overtaken { Latest: var latest }:
                        delivery = latest;
                        break;
                    default:
                        return delivery;
                }
            }
        }
        catch (LedgerUnavailableException away)
        {
            LogNotKept(delivery.Bridge, delivery.DeliveryId, away);
        }

        return delivery;
    }

    [LoggerMessage(LogLevel.Error, "Delivery {Bridge}/{DeliveryId} cannot be answered as its bridge wants: {Problem}")]
    private partial void LogMisfit(string bridge, string deliveryId, string problem);

    [LoggerMessage(LogLevel.Error, "Delivery {Bridge}/{DeliveryId}: its answer could not be recorded and was not given")]
    private partial void LogNotKept(string bridge, string deliveryId, Exception fault);
}
