using Microsoft.Extensions.Options;
using TriggerBridge.Attempts;
using TriggerBridge.Ledger;

namespace TriggerBridge.Tracking;

/// <summary>When it counts that ISC shows no execution of an attempt. The self-check is asked last and elsewhere, for it costs calls.</summary>
internal sealed class AbsenceCheck(LedgerClock clock, IOptions<TrackingOptions> tracking, IOptions<DispatchOptions> dispatch)
{
    // ISC has shown executions this late; a third of the wait is for what it has not shown yet.
    private const int LagFactor = 3;

    // So many lags, all shorter than so large a part of the wait: no later execution is needed to show that ISC is not behind.
    private const int EnoughLags = 20;
    private const int ShortPart = 5;

    /// <summary>From when on an absence may count: <c>settle</c> after the lease's end, and well after what was seen to be ISC's lag.</summary>
    public DateTimeOffset MayCount(Delivery inDoubt, Attempt latest, DoubtRule rule, WorkflowRecord workflow)
    {
        var lag = LagFactor * workflow.Lags.Largest(clock.UtcNow);
        return (inDoubt.ClaimedAt ?? latest.StartedAt) + dispatch.Value.Lease + (rule.Settle > lag ? rule.Settle : lag);
    }

    /// <returns>What speaks against relying on the absence; null if nothing does.</returns>
    public string? Objection(Delivery inDoubt, Attempt latest, DoubtRule rule, DoubtView view, WorkflowRecord workflow)
    {
        if (view.Gap is { } gap)
            return $"ISC could not be read whole: {gap}";
        if (view.AskedAt < MayCount(inDoubt, latest, rule, workflow))
            return "ISC may not show its execution yet.";
        if (view.IsAmbiguous(inDoubt, latest))
            return "An execution names it, but a delivery of another bridge has the same id.";
        if (!view.ShowsOwnAfter(EndOf(latest)) && !IsQuick(workflow, rule) && view.AskedAt < latest.StartedAt + tracking.Value.AbsentAfter)
            return "ISC shows no later execution of ours yet.";
        return null;
    }

    private bool IsQuick(WorkflowRecord workflow, DoubtRule rule) =>
        workflow.Lags.Count(clock.UtcNow) >= EnoughLags && workflow.Lags.Largest(clock.UtcNow) < rule.Settle / ShortPart;

    // Without an outcome it may have been sent as long as its lease lasted.
    private DateTimeOffset EndOf(Attempt attempt) =>
        attempt.StartedAt + (attempt.DurationMs is { } ms ? TimeSpan.FromMilliseconds(ms) : dispatch.Value.Lease);
}
