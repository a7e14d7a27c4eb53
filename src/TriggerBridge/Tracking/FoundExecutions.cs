using Microsoft.Extensions.Logging;
using TriggerBridge.Attempts;
using TriggerBridge.Ledger;

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
            switch (await ledger.SaveAsync(current, Found(current, attempt, executionId), CancellationToken.None))
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
