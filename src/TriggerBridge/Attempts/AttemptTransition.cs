using TriggerBridge.Bridges;
using TriggerBridge.Ledger;
using TriggerBridge.Timing;

namespace TriggerBridge.Attempts;

/// <summary>What an attempt's outcome makes of a delivery; pure. Also for outcomes that come after the lease was lost.</summary>
internal static class AttemptTransition
{
    public const string NotFollowed = "Executions are not followed: the tenant has no read credential.";

    /// <param name="current">As it stands in the ledger: claimed for this attempt, or moved on by others since.</param>
    /// <param name="result">The attempt that ended.</param>
    /// <param name="retry">The bridge's policy.</param>
    /// <param name="now">By the ledger's clock.</param>
    /// <param name="random">In [0, 1).</param>
    /// <param name="firstLook">When the execution is looked at first; null where executions are not followed.</param>
    /// <returns><paramref name="current"/> itself where there is nothing to write.</returns>
    public static Delivery Apply(
        Delivery current, AttemptResult result, RetryPolicy retry, DateTimeOffset now, double random, WorkItem? firstLook)
    {
        var attempt = result.Attempt;
        if (attempt.WorkflowExecutionId is not null)
            return Started(current, attempt, now, firstLook);
        // Its execution was found in ISC meanwhile: nothing that comes later knows more.
        if (current.Attempts.Any(earlier => earlier.Number == attempt.Number && earlier.WorkflowExecutionId is not null))
            return current;

        var recorded = current with { Attempts = With(current.Attempts, attempt), UpdatedAt = now };
        if (!IsLatest(current, attempt))
            return Has(current, attempt) ? current : recorded;
        // An earlier attempt's execution was found while this one ran.
        if (recorded.WorkflowExecutionId is not null)
            return Runs(recorded, now, firstLook);

        return attempt.Outcome switch
        {
            AttemptOutcome.Rejected => Dead(recorded, attempt.Message ?? "ISC rejected the call."),
            AttemptOutcome.InDoubt => InDoubt(recorded, attempt, now, firstLook),
            _ => Retry(recorded, result, retry, now, random),
        };
    }

    /// <summary>An attempt turns out to have started an execution, be it by ISC's answer or by what ISC shows later.</summary>
    public static Delivery Started(Delivery current, Attempt attempt, DateTimeOffset now, WorkItem? firstLook)
    {
        var executionId = attempt.WorkflowExecutionId ?? throw new ArgumentException("It has no execution id.", nameof(attempt));
        var first = current.WorkflowExecutionId ?? executionId;
        var started = current with
        {
            Attempts = With(current.Attempts, attempt),
            UpdatedAt = now,
            WorkflowExecutionId = first,
            DuplicateExecution = current.DuplicateExecution || first != executionId,
        };
        // Written twice, it says nothing new; a replay has laid it aside and must not be taken for done.
        if (current.Attempts.Any(each => each.WorkflowExecutionId == executionId))
            return current with { Attempts = With(current.Attempts, attempt), UpdatedAt = now };

        var second = first != executionId;
        var goesOn = current.Status is DeliveryStatus.Completed or DeliveryStatus.Failed or DeliveryStatus.Canceled
            || (current.Status == DeliveryStatus.Started && !second);
        var laterAttemptRuns = current.Status == DeliveryStatus.Dispatching && current.AttemptCount > attempt.Number;
        if (goesOn || laterAttemptRuns)
            return started;
        // That it ran twice is looked into before anything else.
        return AsStarted(started, second && firstLook is not null ? current.Due(WorkKind.Resolve, now) : firstLook);
    }

    /// <summary>Nothing could be sent, or what was sent is known not to have started: the delivery waits for its next attempt.</summary>
    public static Delivery Postpone(Delivery delivery, string? reason, TimeSpan? retryAfter, RetryPolicy retry, DateTimeOffset now, double random) =>
        Again(delivery with { UpdatedAt = now }, reason, now + RetrySchedule.Delay(retry, Math.Max(1, delivery.AttemptsSinceReplay), retryAfter, random), retry);

    /// <summary>
    /// Its client is paused or busy: due at once, at its place in the order of time received; the client's breaker holds it back.
    /// </summary>
    public static Delivery WaitForClient(Delivery delivery, string? reason, RetryPolicy retry, DateTimeOffset now) =>
        RetrySchedule.GivesUp(retry, delivery.TriedSince, now)
            ? GivenUp(delivery, reason, retry)
            : delivery with { Status = DeliveryStatus.RetryScheduled, Reason = reason, Work = delivery.Due(WorkKind.Dispatch, delivery.ReceivedAt) };

    public static Delivery GivenUp(Delivery delivery, string? reason, RetryPolicy retry) =>
        Dead(delivery, $"Given up after {ReadableTime.Of(retry.GiveUpAfter)}. {reason}");

    /// <summary>Nothing more is sent. What a missing attempt may have started is still looked for: at once, and later as for every missing one.</summary>
    public static Delivery Dead(Delivery delivery, string reason) => delivery with
    {
        Status = DeliveryStatus.DeadLettered,
        Reason = reason,
        Work = delivery.Unresolved.Any(attempt => attempt.MissingSince is not null) ? delivery.Due(WorkKind.Resolve, delivery.UpdatedAt) : null,
    };

    /// <summary>A call may have been sent: the work item of the lease stays, and with it the duty to find out.</summary>
    public static Delivery InDoubt(Delivery delivery, Attempt attempt, DateTimeOffset now, WorkItem? firstLook)
    {
        var recorded = delivery with { Attempts = With(delivery.Attempts, attempt), UpdatedAt = now };
        return recorded.WorkflowExecutionId is not null
            ? Runs(recorded, now, firstLook)
            : recorded with { Status = DeliveryStatus.InDoubt, Reason = attempt.Message };
    }

    /// <summary>
    /// A known execution ends a doubt: whatever became of another attempt, nothing is sent again. That one may still have started something,
    /// so it is looked for later.
    /// </summary>
    public static Delivery Runs(Delivery delivery, DateTimeOffset now, WorkItem? firstLook) =>
        AsStarted(delivery.WithMissing(now) with { UpdatedAt = now }, firstLook);

    // Whoever took the lease over may have gone on to a later attempt: then only the record of this one is completed.
    private static bool IsLatest(Delivery current, Attempt attempt) =>
        current.AttemptCount == attempt.Number && current.Status is DeliveryStatus.Dispatching or DeliveryStatus.InDoubt;

    // A write that got no answer was carried out.
    private static bool Has(Delivery current, Attempt attempt) =>
        current.Attempts.Any(earlier => earlier.Number == attempt.Number && attempt with { MissingSince = earlier.MissingSince } == earlier);

    private static Delivery AsStarted(Delivery delivery, WorkItem? nextLook) =>
        delivery with { Status = DeliveryStatus.Started, Reason = nextLook is null ? NotFollowed : null, Work = nextLook };

    private static Delivery Retry(Delivery delivery, AttemptResult result, RetryPolicy retry, DateTimeOffset now, double random) =>
        result.WaitsForClient ? WaitForClient(delivery, result.Attempt.Message, retry, now)
        : result.RetryAtOnce ? Again(delivery, result.Attempt.Message, now, retry)
        : Postpone(delivery, result.Attempt.Message, result.RetryAfter, retry, now, random);

    private static Delivery Again(Delivery delivery, string? reason, DateTimeOffset next, RetryPolicy retry) =>
        RetrySchedule.GivesUp(retry, delivery.TriedSince, next)
            ? GivenUp(delivery, reason, retry)
            : delivery with { Status = DeliveryStatus.RetryScheduled, Reason = reason, Work = delivery.Due(WorkKind.Dispatch, next) };

    // That it was once taken as missing stays on record: something may have been sent in its place.
    private static List<Attempt> With(IReadOnlyList<Attempt> attempts, Attempt attempt)
    {
        var earlier = attempts.FirstOrDefault(each => each.Number == attempt.Number);
        var kept = attempt with { MissingSince = attempt.MissingSince ?? earlier?.MissingSince };
        List<Attempt> all = [.. attempts.Where(each => each != earlier).Append(kept).OrderBy(each => each.Number)];
        while (all.Count > Attempt.MostKept)
            all.RemoveAt(Math.Max(0, all.FindIndex(each => each.StartedNothing)));
        return all;
    }
}
