using TriggerBridge.Bridges;
using TriggerBridge.Ledger;

namespace TriggerBridge.Dispatch;

/// <summary>What an attempt's outcome makes of a delivery; pure. Also for outcomes that come after the lease was lost.</summary>
internal static class AttemptTransition
{
    /// <param name="current">As it stands in the ledger: claimed for this attempt, or moved on by others since.</param>
    /// <param name="result">The attempt that ended.</param>
    /// <param name="retry">The bridge's policy.</param>
    /// <param name="now">By the ledger's clock.</param>
    /// <param name="random">In [0, 1).</param>
    public static Delivery Apply(Delivery current, AttemptResult result, RetryPolicy retry, DateTimeOffset now, double random)
    {
        var attempt = result.Attempt;
        var recorded = current with { Attempts = With(current.Attempts, attempt), UpdatedAt = now };

        if (attempt.WorkflowExecutionId is { } executionId)
            return Started(recorded, attempt.Number, executionId);
        if (!IsLatest(current, attempt))
            return recorded;

        return attempt.Outcome switch
        {
            AttemptOutcome.Rejected => Dead(recorded, attempt.Message ?? "ISC rejected the call."),
            AttemptOutcome.InDoubt => InDoubt(recorded, attempt, now),
            _ => Retry(recorded, result, retry, now, random),
        };
    }

    /// <summary>Nothing could be sent, or what was sent is known not to have started: the delivery waits for its next attempt.</summary>
    public static Delivery Postpone(Delivery delivery, string? reason, TimeSpan? retryAfter, RetryPolicy retry, DateTimeOffset now, double random) =>
        Again(delivery with { UpdatedAt = now }, reason, now + RetrySchedule.Delay(retry, Math.Max(1, delivery.AttemptCount), retryAfter, random), retry);

    public static Delivery Dead(Delivery delivery, string reason) =>
        delivery with { Status = DeliveryStatus.DeadLettered, Reason = reason, Work = null };

    /// <summary>A call may have been sent: the work item of the lease stays, and with it the duty to find out.</summary>
    public static Delivery InDoubt(Delivery delivery, Attempt attempt, DateTimeOffset now) =>
        delivery with { Status = DeliveryStatus.InDoubt, Reason = attempt.Message, Attempts = With(delivery.Attempts, attempt), UpdatedAt = now };

    // Whoever took the lease over may have gone on to a later attempt: then only the record of this one is completed.
    private static bool IsLatest(Delivery current, Attempt attempt) =>
        current.AttemptCount == attempt.Number && current.Status is DeliveryStatus.Dispatching or DeliveryStatus.InDoubt;

    private static Delivery Started(Delivery delivery, int attempt, string executionId)
    {
        var first = delivery.WorkflowExecutionId ?? executionId;
        var started = delivery with { WorkflowExecutionId = first, DuplicateExecution = delivery.DuplicateExecution || first != executionId };
        var goesOn = delivery.Status is DeliveryStatus.Completed or DeliveryStatus.Failed or DeliveryStatus.Canceled or DeliveryStatus.Started;
        var laterAttemptRuns = delivery.Status == DeliveryStatus.Dispatching && delivery.AttemptCount > attempt;
        return goesOn || laterAttemptRuns ? started : started with { Status = DeliveryStatus.Started, Reason = null, Work = null };
    }

    private static Delivery Retry(Delivery delivery, AttemptResult result, RetryPolicy retry, DateTimeOffset now, double random) =>
        result.RetryAtOnce
            ? Again(delivery, result.Attempt.Message, now, retry)
            : Postpone(delivery, result.Attempt.Message, result.RetryAfter, retry, now, random);

    private static Delivery Again(Delivery delivery, string? reason, DateTimeOffset next, RetryPolicy retry) =>
        RetrySchedule.GivesUp(retry, delivery.ReceivedAt, next)
            ? Dead(delivery, $"Given up after {retry.GiveUpAfter:c}. {reason}")
            : delivery with { Status = DeliveryStatus.RetryScheduled, Reason = reason, Work = delivery.Due(WorkKind.Dispatch, next) };

    private static List<Attempt> With(IReadOnlyList<Attempt> attempts, Attempt attempt) =>
        attempts is []
            ? [attempt]
            : [.. attempts.Where(earlier => earlier.Number != attempt.Number).Append(attempt).OrderBy(each => each.Number).TakeLast(Attempt.MostKept)];
}
