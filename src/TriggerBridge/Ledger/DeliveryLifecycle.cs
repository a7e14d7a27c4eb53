using static TriggerBridge.Ledger.DeliveryStatus;

namespace TriggerBridge.Ledger;

/// <summary>The life of a delivery as one closed table. The ledger refuses whatever is not in it.</summary>
public static class DeliveryLifecycle
{
    /// <summary>What a delivery may be recorded as.</summary>
    public static IReadOnlySet<DeliveryStatus> Initial { get; } = new HashSet<DeliveryStatus> { Received, Filtered, Dispatching, DeadLettered, Unrouted };

    private static readonly Dictionary<DeliveryStatus, DeliveryStatus[]> Next = new()
    {
        // Put off without an attempt where there is no token for one.
        // Left out where a newer one of its key came before it was sent.
        [Received] = [Received, Dispatching, RetryScheduled, DeadLettered, Filtered],
        // Its sender may still wait for an answer.
        [Filtered] = [Filtered],
        [Dispatching] = [Dispatching, Started, RetryScheduled, InDoubt, DeadLettered],
        [RetryScheduled] = [RetryScheduled, Dispatching, Started, DeadLettered],
        [InDoubt] = [InDoubt, Started, RetryScheduled, DeadLettered],
        [Started] = [Started, Completed, Failed, Canceled, RetryScheduled],
        [Completed] = [Completed, RetryScheduled],
        [Failed] = [Failed, RetryScheduled],
        [Canceled] = [Canceled, RetryScheduled],
        // A late answer with an execution id is never dropped, and a person may replay.
        [DeadLettered] = [DeadLettered, Started, RetryScheduled],
        [Unrouted] = [Routed],
        [Routed] = [],
    };

    public static bool IsFinal(DeliveryStatus status) => status is Filtered or Completed or Failed or Canceled or DeadLettered or Unrouted or Routed;

    /// <summary>
    /// Final, or started with nothing left to do: where executions are not followed, or no longer, the reason says so.
    /// </summary>
    internal static bool IsOver(DeliveryStatus status, bool hasWork, string? reason) =>
        IsFinal(status) || (status == Started && !hasWork && reason is not null);

    /// <summary>
    /// Whatever ends a delivery that has not been answered, be it tracking, a refusal or a person, makes its answer due: nothing more will be known.
    /// </summary>
    internal static Delivery WithAnswerDue(Delivery before, Delivery after, DateTimeOffset now)
    {
        if (after is not { Answer: null, AnswerWork: { } due, Callback: { Status: CallbackStatus.Open, NotBefore: var notBefore } }
            || IsFinal(before.Status) || !IsFinal(after.Status))
            return after;
        var next = notBefore > now ? notBefore : now;
        return next < due.Due ? after with { AnswerWork = after.Due(WorkKind.Answer, next) } : after;
    }

    public static bool Allows(DeliveryStatus from, DeliveryStatus to) => Next[from].Contains(to);

    internal static void Demand(DeliveryStatus from, DeliveryStatus to)
    {
        if (!Allows(from, to))
            throw new InvalidOperationException($"A delivery cannot go from {from} to {to}.");
    }
}
