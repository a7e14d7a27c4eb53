using TriggerBridge.Attempts;
using TriggerBridge.Ledger;
using TriggerBridge.SailPoint.Api.Models;
using TriggerBridge.SailPoint.Executions;

namespace TriggerBridge.Tracking;

/// <summary>What a look at its execution makes of a started delivery.</summary>
internal sealed class TrackingTransitions(TrackingSchedule schedule)
{
    public const string NotShownYet = "ISC does not show the execution yet.";

    private const string NotRead = "The execution could not be looked at: ";

    public Delivery Open(Delivery started, DateTimeOffset now) => started with { Reason = null, Work = NextLook(started, now) };

    public Delivery NotShown(Delivery started, DateTimeOffset now) => started with { Reason = NotShownYet, Work = NextLook(started, now) };

    public Delivery Unread(Delivery started, string why, DateTimeOffset now) =>
        started with { Reason = NotRead + why, Work = NextLook(started, now) };

    /// <summary>Started is final.</summary>
    public Delivery Archived(Delivery started, DateTimeOffset now) => started with
    {
        Reason = "ISC has archived the execution; its end was not seen."
            + (started.Reason?.StartsWith(NotRead, StringComparison.Ordinal) == true ? $" {started.Reason}" : ""),
        Work = schedule.MissingLook(started, LookedUntil(started, now)),
        UpdatedAt = now,
    };

    /// <summary>Started is final.</summary>
    public static Delivery NotFollowed(Delivery started) => started with { Reason = AttemptTransition.NotFollowed, Work = null };

    /// <param name="started">Its execution has ended.</param>
    /// <param name="status">One of the final ones.</param>
    /// <param name="failure">The step that failed; null where ISC does not say.</param>
    /// <param name="now">By the ledger's clock.</param>
    public Delivery Ended(Delivery started, string status, FailedStep? failure, DateTimeOffset now) => started with
    {
        Status = status switch
        {
            ExecutionStatus.Completed => DeliveryStatus.Completed,
            ExecutionStatus.Failed => DeliveryStatus.Failed,
            ExecutionStatus.Canceled => DeliveryStatus.Canceled,
            _ => throw new ArgumentOutOfRangeException(nameof(status), status, "It is not final."),
        },
        Reason = status switch
        {
            ExecutionStatus.Failed => Describe(failure),
            ExecutionStatus.Canceled => "The execution was cancelled in ISC.",
            _ => null,
        },
        UpdatedAt = now,
        Work = schedule.MissingLook(started, LookedUntil(started, now)),
    };

    private WorkItem? NextLook(Delivery started, DateTimeOffset now) => schedule.NextLook(started, LookedUntil(started, now), now);

    // Not until now: a look for what is missing may have come due since this one was.
    private static DateTimeOffset LookedUntil(Delivery started, DateTimeOffset now) => started.Work?.Due ?? now;

    private static string Describe(FailedStep? failure) => failure switch
    {
        { Name: { } name, Error: { } error } => $"The step '{name}' failed: {error}",
        { Name: { } name } => $"The step '{name}' failed.",
        { Error: { } error } => $"The execution failed: {error}",
        _ => "The execution failed; ISC does not say in which step.",
    };
}
