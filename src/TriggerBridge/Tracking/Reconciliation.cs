using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TriggerBridge.Attempts;
using TriggerBridge.Bridges;
using TriggerBridge.Dispatch;
using TriggerBridge.Ledger;
using TriggerBridge.Pausing;
using TriggerBridge.Tenants;
using TriggerBridge.Timing;

namespace TriggerBridge.Tracking;

/// <summary>
/// Resolves what is in doubt, and looks again for what was taken as missing: per workflow, not per delivery. Where ISC cannot be asked,
/// the bridge's <c>whenInDoubt</c> decides at once.
/// </summary>
internal sealed partial class Reconciliation(
    WorkflowReconciliation workflows,
    LaterExecutions later,
    DoubtTransitions transitions,
    DeliveryLedger ledger,
    BridgeCatalog bridges,
    WorkablePartitions partitions,
    BridgePauses pauses,
    TenantDirectory tenants,
    ILogger<Reconciliation> logger)
{
    private const int Parallelism = 8;

    private readonly Turns<(string Tenant, string WorkflowId)> _turns = new(Parallelism);

    /// <param name="due">Deliveries whose work item is due and that are not to be sent now.</param>
    /// <param name="cancellationToken">The time is up; what is not resolved stays due.</param>
    public async Task RunAsync(IEnumerable<Delivery> due, CancellationToken cancellationToken)
    {
        var doubts = due.Select(DoubtOf).OfType<Doubt>().ToLookup(CanBeLookedUp);
        await Task.WhenAll(
            Parallel.ForEachAsync(
                doubts[false],
                new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken },
                async (doubt, stop) => await GuardAsync(doubt.Delivery.WorkflowId, () => CloseLaterAsync(doubt, stop))),
            _turns.RunAsync(
                doubts[true].GroupBy(doubt => (doubt.Delivery.Tenant, doubt.Delivery.WorkflowId)),
                group => group.Key,
                async (group, stop) =>
                {
                    await GuardAsync(group.Key.WorkflowId, () => workflows.RunAsync(group.Key.Tenant, group.Key.WorkflowId, [.. group], stop));
                    return false;
                },
                cancellationToken));
    }

    private static bool CanBeLookedUp(Doubt doubt) => doubt.Rule.CanLook && doubt.Delivery.Unresolved.Any();

    // Without a look into ISC.
    private Task CloseLaterAsync(Doubt doubt, CancellationToken cancellationToken)
    {
        var (delivery, rule) = doubt;
        var now = ledger.Clock.UtcNow;
        if (delivery is { Status: DeliveryStatus.Started, DuplicateExecution: true })
            return later.CloseLaterAsync(delivery, rule, cancellationToken);
        if (delivery is { Status: DeliveryStatus.InDoubt } && delivery.Unresolved.LastOrDefault() is { } latest)
            return ledger.SaveAsync(delivery, transitions.Decide(delivery, latest, rule, rule.Obstacle ?? "", now));
        return ledger.SaveAsync(delivery, transitions.GoOn(delivery, now));
    }

    // None where the bridge has gone just now: others may still know how it wants its doubts resolved.
    private Doubt? DoubtOf(Delivery delivery)
    {
        var tenantIsReadable = tenants.CanBeRead(delivery.Tenant);
        if (bridges.TryFind(delivery.Bridge, out var bridge))
            return new Doubt(delivery, DoubtRule.Of(bridge, tenantIsReadable) with { Retry = pauses.PolicyOf(bridge, delivery.TriedSince) });
        return partitions.IsAbandoned(delivery.Bridge) ? new Doubt(delivery, DoubtRule.Of(bridge: null, tenantIsReadable)) : null;
    }

    [SuppressMessage("Design", "CA1031", Justification = "One workflow that cannot be worked on must not stop the others; its items stay due.")]
    private async Task GuardAsync(string workflowId, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception fault) when (fault is not (LedgerUnavailableException or OperationCanceledException))
        {
            LogFault(workflowId, fault);
        }
    }

    [LoggerMessage(LogLevel.Error, "What is in doubt of workflow {WorkflowId} could not be reconciled; it stays due")]
    private partial void LogFault(string workflowId, Exception fault);
}

/// <summary>Resolves the doubts of one workflow: one list for all of them, a look into what is new in it, and a verdict on each.</summary>
internal sealed partial class WorkflowReconciliation(
    WindowScans scans,
    FoundExecutions found,
    LaterExecutions later,
    AbsenceCheck absence,
    SelfCheck selfCheck,
    WorkflowRecords workflows,
    DoubtTransitions transitions,
    DeliveryLedger ledger,
    IOptions<TrackingOptions> options,
    ILogger<WorkflowReconciliation> logger)
{
    public async Task RunAsync(string tenant, string workflowId, IReadOnlyList<Doubt> doubts, CancellationToken cancellationToken)
    {
        foreach (var (scan, members) in scans.Plan(tenant, workflowId, await EndOverdueAsync(doubts, cancellationToken)))
        {
            try
            {
                var view = await scans.ReadAsync(scan, cancellationToken);
                if (view.Gap is { } gap)
                    LogGap(workflowId, gap);
                await ResolveAsync(scan, view, members, cancellationToken);
                // With a gap the place stays as it is: kept where the list is longer than a tick; else it is read anew, and shows what came since.
                if (view.Gap is null)
                    scans.Forget(scan);
            }
            catch (OperationCanceledException)
            {
                scans.Keep(scan);
                throw;
            }
        }
    }

    // Before any list, which may never come to its end.
    private async Task<IReadOnlyList<Doubt>> EndOverdueAsync(IReadOnlyList<Doubt> doubts, CancellationToken cancellationToken)
    {
        var now = ledger.Clock.UtcNow;
        var open = new List<Doubt>();
        foreach (var doubt in doubts)
        {
            var (delivery, rule) = doubt;
            var latest = delivery.Unresolved.Last();
            if (delivery.Status == DeliveryStatus.InDoubt && now - latest.StartedAt > rule.Retry.GiveUpAfter)
                await DecideAsync(delivery, transitions.Hold(delivery, $"Attempt {latest.Number} stayed in doubt for {ReadableTime.Of(rule.Retry.GiveUpAfter)}. {delivery.Reason}", now));
            else if (delivery.Status != DeliveryStatus.InDoubt && IsOver(delivery, 3 * options.Value.MissingLookAgainLast, now))
                await later.CloseLaterAsync(delivery, rule, cancellationToken);
            else
                open.Add(doubt);
        }

        return open;
    }

    private async Task ResolveAsync(WindowScan scan, DoubtView view, IReadOnlyList<Doubt> doubts, CancellationToken cancellationToken)
    {
        var workflow = scan.FoundOwn
            ? await selfCheck.PassedAsync(scan.Tenant, scan.WorkflowId)
            : await workflows.ReadAsync(scan.Tenant, scan.WorkflowId);
        foreach (var doubt in doubts)
            workflow = await ResolveAsync(doubt, view, workflow, cancellationToken);
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
            await later.CloseLaterAsync(delivery, doubt.Rule, cancellationToken);
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
        var objection = absence.Objection(delivery, latest, rule, view, workflow);
        if (objection is null)
            (workflow, objection) = await selfCheck.PassAsync(workflow, needsProof: !rule.SendsUnseen, cancellationToken);

        var now = ledger.Clock.UtcNow;
        if (objection is null)
            await DecideAsync(delivery, transitions.Decide(delivery, latest, rule, "ISC shows no execution of it.", now));
        else
            await ledger.SaveAsync(delivery, transitions.Wait(delivery, latest, objection, absence.MayCount(delivery, latest, rule, workflow), now));
        return workflow;
    }

    private async Task DecideAsync(Delivery inDoubt, Delivery decided)
    {
        if (await ledger.SaveAsync(inDoubt, decided) is SaveResult.Saved)
            LogDecided(inDoubt.Bridge, inDoubt.DeliveryId, decided.Status, decided.Reason ?? "no reason is on record");
    }

    private async Task LookedAgainAsync(Doubt doubt, DoubtView view)
    {
        var (delivery, rule) = doubt;
        var now = ledger.Clock.UtcNow;
        await ledger.SaveAsync(delivery, view.Gap is null || IsOver(delivery, 2 * options.Value.MissingLookAgainLast, now)
            ? transitions.GoOn(delivery, now)
            : delivery with { Work = delivery.Due(WorkKind.Resolve, now + options.Value.InDoubtMostWait) });
    }

    private static bool IsOver(Delivery delivery, TimeSpan after, DateTimeOffset now) =>
        delivery.Unresolved.All(attempt => attempt.MissingSince is null || now - attempt.MissingSince > after);

    [LoggerMessage(LogLevel.Warning, "Delivery {Bridge}/{DeliveryId} is {Status} now: {Reason}")]
    private partial void LogDecided(string bridge, string deliveryId, DeliveryStatus status, string reason);

    [LoggerMessage(LogLevel.Warning, "What is in doubt of workflow {WorkflowId} cannot be judged now: {Gap}")]
    private partial void LogGap(string workflowId, string gap);
}
