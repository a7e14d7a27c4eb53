using Microsoft.Extensions.Options;
using TriggerBridge.Ledger;
using TriggerBridge.SailPoint.Executions;

namespace TriggerBridge.Tracking;

/// <summary>Resolves the doubts of one workflow: one list for all of them, a look into what is new in it, and a verdict on each.</summary>
internal sealed class WorkflowReconciliation(
    IExecutionList list,
    CandidateReader candidates,
    FoundExecutions found,
    LaterExecutions later,
    AbsenceCheck absence,
    SelfCheck selfCheck,
    WorkflowRecords workflows,
    DoubtTransitions transitions,
    DeliveryLedger ledger,
    IscClocks clocks,
    IOptions<TrackingOptions> options)
{
    public async Task RunAsync(string tenant, string workflowId, IReadOnlyList<Doubt> doubts, CancellationToken cancellationToken)
    {
        var askedAt = ledger.Clock.UtcNow;
        foreach (var window in DoubtWindow.Over(doubts, askedAt, options.Value.WindowMargin, options.Value.AbsentAfter))
        {
            var listing = await ListAsync(tenant, workflowId, window, cancellationToken);
            var candidateSet = await candidates.ReadAsync(tenant, workflowId, listing.Executions.Values, cancellationToken);
            var workflow = candidateSet.FoundOwn
                ? await selfCheck.PassedAsync(tenant, workflowId)
                : await workflows.ReadAsync(tenant, workflowId);
            var view = new DoubtView
            {
                AskedAt = askedAt,
                IscAhead = clocks.AheadOfLedger(tenant),
                Known = candidateSet.Known,
                Gap = listing.Gap ?? candidateSet.Gap,
            };
            foreach (var doubt in window.Doubts)
                workflow = await ResolveAsync(doubt, view, workflow, cancellationToken);
        }
    }

    // Windows go by ISC's clock, which is known from its answers: if it turns out to be off, the first list is of another window.
    private async Task<ExecutionListing> ListAsync(string tenant, string workflowId, DoubtWindow window, CancellationToken cancellationToken)
    {
        var ahead = clocks.AheadOfLedger(tenant);
        var listing = await ReadAsync(ahead);
        var now = clocks.AheadOfLedger(tenant);
        return (now - ahead).Duration() > LedgerClock.MostDrift ? await ReadAsync(now) : listing;

        Task<ExecutionListing> ReadAsync(TimeSpan by) => list.ReadAsync(
            tenant, new ExecutionQuery { WorkflowId = workflowId, From = window.From + by, To = window.To + by }, cancellationToken);
    }

    private async Task<WorkflowRecord> ResolveAsync(Doubt doubt, DoubtView view, WorkflowRecord workflow, CancellationToken cancellationToken)
    {
        var delivery = doubt.Delivery;
        foreach (var attempt in doubt.Delivery.Unresolved)
        {
            if (view.Find(delivery, attempt) is { } execution)
                delivery = await found.RecordAsync(delivery, attempt.Number, execution.ExecutionId);
        }

        if (delivery is { Status: DeliveryStatus.Started, DuplicateExecution: true })
            await later.SettleAsync(delivery, doubt.Rule, cancellationToken);
        else if (delivery is { Status: DeliveryStatus.InDoubt } && delivery == doubt.Delivery)
            return await JudgeAsync(doubt, view, workflow, cancellationToken);
        else if (delivery == doubt.Delivery)
            await LookedAgainAsync(doubt, view);
        return workflow;
    }

    private async Task<WorkflowRecord> JudgeAsync(Doubt doubt, DoubtView view, WorkflowRecord workflow, CancellationToken cancellationToken)
    {
        var (delivery, rule) = doubt;
        var latest = delivery.Unresolved.Last();
        var mayCount = absence.MayCount(delivery, latest, rule, workflow);
        var objection = absence.Objection(delivery, latest, view, mayCount);
        if (objection is null)
            (workflow, objection) = await selfCheck.PassAsync(workflow, cancellationToken);

        var now = ledger.Clock.UtcNow;
        var next = objection is null
            ? transitions.Decide(delivery, latest, rule, "ISC shows no execution of it.", now)
            : now - latest.StartedAt > rule.Retry.GiveUpAfter
                ? transitions.Hold(delivery, $"Attempt {latest.Number} stayed in doubt for {rule.Retry.GiveUpAfter:c}. {objection}", now)
                : transitions.Wait(delivery, latest, objection, mayCount, now);
        await SaveAsync(delivery, next);
        return workflow;
    }

    private async Task LookedAgainAsync(Doubt doubt, DoubtView view)
    {
        var (delivery, rule) = doubt;
        var now = ledger.Clock.UtcNow;
        var over = delivery.Unresolved.All(attempt => attempt.MissingSince is null || now - attempt.MissingSince > 2 * options.Value.MissingLookAgainLast);
        await SaveAsync(delivery, view.Gap is null || over
            ? transitions.GoOn(delivery, now)
            : delivery with { Work = delivery.Due(WorkKind.Resolve, now + options.Value.InDoubtMostWait) });
    }

    // Whoever was overtaken has nothing to add: the newer state has its own work item.
    private Task<SaveResult> SaveAsync(Delivery before, Delivery after) => ledger.SaveAsync(before, after, CancellationToken.None);
}
