using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges;
using TriggerBridge.Flows.Answering;
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
internal sealed partial class QuestionAnswerer(DeliveryLedger ledger, IscReads isc, AnswerMaker answers, TimeProvider time, ILogger<QuestionAnswerer> logger)
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
        var respond = bridge.Respond!;
        if (respond.Mode != RespondMode.Async && delivery.Answer is null && recorded is ReceiveResult.Accepted && delivery.Status != DeliveryStatus.DeadLettered)
            delivery = await DecideAsync(respond, mapped.Question!.Context, delivery, answering);

        return delivery switch
        {
            { Callback: null or { Status: CallbackStatus.Answered }, Answer: { } answer } => recorded with { InSendersTerms = SenderAnswer.OfJson(answer.Output) },
            { Callback: not null } => recorded with { InSendersTerms = SenderAnswer.OfJson("{}", respond.Mode == RespondMode.Dynamic ? 202 : 200) },
            { Status: DeliveryStatus.DeadLettered } => new ReceiveResult.NotParsable(delivery.Reason ?? NotDecided),
            // It failed here, or it is a repeat of one that is being answered.
            _ => new ReceiveResult.NotReady(NotDecided),
        };
    }

    private async Task<Delivery> DecideAsync(Responder respond, EventContext question, Delivery delivery, TimeBudget answering)
    {
        var (latest, execution) = await WaitForEndAsync(respond, delivery, answering);
        // There is time: it is answered later.
        if (execution is null && latest is { Callback: not null, Status: not DeliveryStatus.DeadLettered })
            return latest;
        return answers.Make(respond, latest, question, execution, "The workflow had not ended in time.") is { Output: { } output } made
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

    private async Task<ExecutionFacts?> EndOfAsync(Responder respond, string tenant, string executionId, CancellationToken cancellationToken) =>
        await isc.GetAsync(tenant, executionId, cancellationToken) is IscAnswer<WorkflowExecution>.Found { Value.Status: var status } && ExecutionStatus.IsFinal(status)
            ? await answers.ReadAsync(respond, tenant, executionId, status, cancellationToken)
            : null;

    /// <returns>As it stands in the ledger: without the answer where that could not be written.</returns>
    private async Task<Delivery> KeepAsync(Delivery delivery, GivenAnswer answer)
    {
        try
        {
            while (delivery is { Answer: null, Callback: null or { Status: CallbackStatus.Open } })
            {
                switch (await ledger.SaveAsync(delivery, Answered(delivery, answer)))
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

    // What is answered now is not answered later.
    private static Delivery Answered(Delivery delivery, GivenAnswer answer) => delivery with
    {
        Answer = answer,
        Callback = delivery.Callback is { } callback ? callback with { Status = CallbackStatus.Answered, Secret = null, EndedAt = answer.At } : null,
        AnswerWork = null,
    };

    [LoggerMessage(LogLevel.Error, "Delivery {Bridge}/{DeliveryId}: its answer could not be recorded and was not given")]
    private partial void LogNotKept(string bridge, string deliveryId, Exception fault);
}
