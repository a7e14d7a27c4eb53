using Microsoft.Extensions.Options;
using TriggerBridge.Attempts;
using TriggerBridge.Executions;
using TriggerBridge.Ledger;
using TriggerBridge.SailPoint.Executions;

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

/// <summary>
/// Proves that an execution of a workflow would be found: one that is known to be ours is listed in its window, and its history names its
/// delivery. Without that proof an absence says nothing, for ISC may show inputs in another way than is known here.
/// </summary>
internal sealed class SelfCheck(
    IExecutionList list, IscReads isc, WorkflowRecords workflows, ExecutionRecords records, LedgerClock clock, IOptions<TrackingOptions> options)
{
    /// <param name="workflow">What is known of it.</param>
    /// <param name="needsProof">Whether it counts as an objection that there is nothing to check by.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The workflow's record afterwards, and what speaks against relying on an absence; null if nothing does.</returns>
    public async Task<(WorkflowRecord Workflow, string? Objection)> PassAsync(WorkflowRecord workflow, bool needsProof, CancellationToken cancellationToken)
    {
        if (clock.UtcNow - workflow.SelfCheckedAt < options.Value.SelfCheckEvery)
            return (workflow, null);
        // A process may have ended between the first sight of an execution and the note of it with its workflow.
        if ((workflow.LatestOwn ?? await records.FindOwnAsync(workflow.WorkflowId, cancellationToken)) is not { } own)
            return (workflow, needsProof ? "No execution of this workflow is known yet by which to check that ISC would show this one." : null);
        if (await ProblemAsync(workflow, own, cancellationToken) is { } problem)
            return (workflow, $"ISC does not show execution {own.ExecutionId} as it should: {problem}");
        return (await PassedAsync(workflow.Tenant, workflow.WorkflowId), null);
    }

    /// <summary>One of our own executions was found, in a check or by the way.</summary>
    public Task<WorkflowRecord> PassedAsync(string tenant, string workflowId) =>
        workflows.UpdateAsync(tenant, workflowId, record => record with { SelfCheckedAt = clock.UtcNow });

    private async Task<string?> ProblemAsync(WorkflowRecord workflow, OwnExecution own, CancellationToken cancellationToken)
    {
        var margin = options.Value.WindowMargin;
        var query = new ExecutionQuery { WorkflowId = workflow.WorkflowId, From = own.StartTime - margin, To = own.StartTime + margin };
        var listing = await list.ReadAsync(workflow.Tenant, query, cancellationToken);
        if (!listing.Executions.ContainsKey(own.ExecutionId))
            return listing.Gap ?? "it is not in the list of its time.";

        return await isc.HistoryAsync(workflow.Tenant, own.ExecutionId, cancellationToken) switch
        {
            IscAnswer<ExecutionHistory>.Found { Value: var history } when Correlation.TryFind(history.Input, out var named) && named.DeliveryId == own.DeliveryId => null,
            IscAnswer<ExecutionHistory>.Found => "its history does not name its delivery.",
            var answer => answer.Problem,
        };
    }
}
