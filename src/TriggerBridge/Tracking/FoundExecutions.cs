using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TriggerBridge.Attempts;
using TriggerBridge.Ledger;
using TriggerBridge.SailPoint.Api.Models;
using TriggerBridge.SailPoint.Executions;

namespace TriggerBridge.Tracking;

/// <summary>Writes down that an execution which nobody had heard of belongs to an attempt, whoever else writes meanwhile.</summary>
internal sealed partial class FoundExecutions(DeliveryLedger ledger, TrackingSchedule schedule, ILogger<FoundExecutions> logger)
{
    /// <returns>The delivery as it stands afterwards, with or without the execution.</returns>
    public async Task<Delivery> RecordAsync(Delivery delivery, int attempt, string executionId)
    {
        var current = delivery;
        while (Answers(current, attempt, executionId))
        {
            switch (await ledger.SaveAsync(current, Found(current, attempt, executionId)))
            {
                case SaveResult.Saved saved:
                    LogFound(delivery.Bridge, delivery.DeliveryId, attempt, executionId);
                    return saved.Delivery;
                case SaveResult.Overtaken overtaken:
                    current = overtaken.Latest;
                    break;
                default:
                    return current;
            }
        }

        return current;
    }

    // Not for an attempt that has its execution: then somebody ran the workflow again with the same input. And not for the attempt that
    // runs now: whoever holds its lease records the outcome, or it becomes a doubt.
    private static bool Answers(Delivery delivery, int attempt, string executionId) =>
        !delivery.Has(executionId)
        && attempt <= delivery.AttemptCount
        && delivery.Attempts.All(each => each.Number != attempt || each.WorkflowExecutionId is null)
        && !(delivery.Status == DeliveryStatus.Dispatching && delivery.AttemptCount == attempt);

    private Delivery Found(Delivery current, int number, string executionId)
    {
        var now = ledger.Clock.UtcNow;
        var attempt = current.Attempts.FirstOrDefault(each => each.Number == number)
            ?? new Attempt { Number = number, StartedAt = current.ClaimedAt ?? current.ReceivedAt, Outcome = AttemptOutcome.InDoubt };
        var found = attempt with
        {
            Outcome = AttemptOutcome.Started,
            Message = $"Found in ISC. {attempt.Message}".TrimEnd(),
            WorkflowExecutionId = executionId,
        };
        var next = AttemptTransition.Started(current, found, now, schedule.FirstLook(current, now));
        // It runs, so the other attempts that are in doubt are not sent again; they may still have started something.
        return next.Status == DeliveryStatus.Started ? next.WithMissing(now) : next;
    }

    [LoggerMessage(LogLevel.Information, "Delivery {Bridge}/{DeliveryId}, attempt {Attempt}: found in ISC as execution {ExecutionId}")]
    private partial void LogFound(string bridge, string deliveryId, int attempt, string executionId);
}

/// <summary>
/// An attempt that was taken as missing has started something after all, and what was sent in its place has, too: the later execution is
/// cancelled if it is still open, and the delivery then stands for the first one.
/// </summary>
internal sealed partial class LaterExecutions(
    DeliveryLedger ledger, IscReads isc, DoubtTransitions transitions, IOptions<TrackingOptions> options, ILogger<LaterExecutions> logger)
{
    public async Task CloseLaterAsync(Delivery delivery, DoubtRule rule, CancellationToken cancellationToken)
    {
        var next = delivery;
        if (rule is { SendsAgain: true, CanLook: true } && FirstToShowUpLate(delivery) is { } first)
        {
            foreach (var later in SentInItsPlace(delivery, first))
            {
                var closing = await CloseAsync(delivery, later, cancellationToken);
                LogClosing(delivery.Bridge, delivery.DeliveryId, later.WorkflowExecutionId!, later.Number, closing.GetType().Name);
                // Not for ever: what ISC has archived has ended, whether or not it can be asked.
                if (closing is Closing.Unknown && ledger.Clock.UtcNow - later.StartedAt <= options.Value.ArchivedAfter)
                {
                    await ledger.SaveAsync(delivery, delivery with { Work = delivery.Due(WorkKind.Resolve, ledger.Clock.UtcNow + options.Value.InDoubtLeastWait) });
                    return;
                }

                next = Apply(next, first, later, closing);
            }
        }

        await ledger.SaveAsync(delivery, transitions.GoOn(next, ledger.Clock.UtcNow));
    }

    private static Attempt? FirstToShowUpLate(Delivery delivery) =>
        delivery.Attempts.FirstOrDefault(each => each is { MissingSince: not null, WorkflowExecutionId: not null });

    // Not what a person has asked for since.
    private static IEnumerable<Attempt> SentInItsPlace(Delivery delivery, Attempt first) => delivery.Attempts.Where(later =>
        later.Number > first.Number
        && later.WorkflowExecutionId is not null
        && later.WorkflowExecutionId != first.WorkflowExecutionId
        && !delivery.Replays.Any(replay => replay.AttemptCount >= first.Number && replay.AttemptCount < later.Number));

    private static Delivery Apply(Delivery delivery, Attempt first, Attempt later, Closing closing) => closing switch
    {
        Closing.Cancelled => delivery.With(later with { Message = $"Cancelled, for attempt {first.Number} had started after all." }) with
        {
            WorkflowExecutionId = delivery.WorkflowExecutionId == later.WorkflowExecutionId ? first.WorkflowExecutionId : delivery.WorkflowExecutionId,
        },
        Closing.Refused refused => delivery.With(later with { Message = $"Attempt {first.Number} had started after all; this one could not be cancelled: {refused.Reason}" }),
        Closing.Unknown => delivery.With(later with { Message = $"Attempt {first.Number} had started after all; how this one ended could not be found out." }),
        _ => delivery,
    };

    private async Task<Closing> CloseAsync(Delivery delivery, Attempt later, CancellationToken cancellationToken)
    {
        var executionId = later.WorkflowExecutionId!;
        switch (await isc.GetAsync(delivery.Tenant, executionId, cancellationToken))
        {
            case IscAnswer<WorkflowExecution>.Found { Value: var execution } when ExecutionStatus.IsFinal(execution.Status):
                return new Closing.Ended();
            case IscAnswer<WorkflowExecution>.Found:
                break;
            case IscAnswer<WorkflowExecution>.NotFound when ledger.Clock.UtcNow - later.StartedAt > options.Value.AbsentAfter:
                return new Closing.Ended();
            default:
                return new Closing.Unknown();
        }

        return await isc.CancelAsync(delivery.Tenant, executionId, cancellationToken) switch
        {
            IscAnswer<CancelAccepted>.Found => new Closing.Cancelled(),
            IscAnswer<CancelAccepted>.Failed { HttpStatus: < 500 and not (401 or 408), IsRateLimited: false } refused => new Closing.Refused(refused.Problem),
            _ => new Closing.Unknown(),
        };
    }

    [LoggerMessage(LogLevel.Warning, "Delivery {Bridge}/{DeliveryId} was started twice; its later execution {ExecutionId} (attempt {Attempt}) is {Closing}")]
    private partial void LogClosing(string bridge, string deliveryId, string executionId, int attempt, string closing);

    private abstract record Closing
    {
        public sealed record Ended : Closing;

        public sealed record Cancelled : Closing;

        public sealed record Refused(string Reason) : Closing;

        /// <summary>ISC could not be asked, or does not show it yet.</summary>
        public sealed record Unknown : Closing;
    }
}
