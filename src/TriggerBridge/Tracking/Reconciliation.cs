using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges;
using TriggerBridge.Ledger;

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
    ReadAccess access,
    ILogger<Reconciliation> logger)
{
    private const int WorkflowsAtOnce = 4;

    /// <param name="due">Deliveries whose work item is due and that are not to be sent now.</param>
    /// <param name="cancellationToken">The time is up; what is not resolved stays due.</param>
    public async Task RunAsync(IEnumerable<Delivery> due, CancellationToken cancellationToken)
    {
        var lookable = new List<Doubt>();
        foreach (var delivery in due)
        {
            var doubt = new Doubt(delivery, RuleOf(delivery));
            if (doubt.Rule.CanLook && delivery.Unresolved.Any())
                lookable.Add(doubt);
            else
                await GuardAsync(delivery.WorkflowId, () => SettleAsync(doubt, cancellationToken));
        }

        await Parallel.ForEachAsync(
            lookable.GroupBy(doubt => (doubt.Delivery.Tenant, doubt.Delivery.WorkflowId)),
            new ParallelOptions { MaxDegreeOfParallelism = WorkflowsAtOnce, CancellationToken = cancellationToken },
            async (group, stop) => await GuardAsync(
                group.Key.WorkflowId, () => workflows.RunAsync(group.Key.Tenant, group.Key.WorkflowId, [.. group], stop)));
    }

    // Without a look into ISC.
    private Task SettleAsync(Doubt doubt, CancellationToken cancellationToken)
    {
        var (delivery, rule) = doubt;
        var now = ledger.Clock.UtcNow;
        if (delivery is { Status: DeliveryStatus.Started, DuplicateExecution: true })
            return later.SettleAsync(delivery, rule, cancellationToken);
        if (delivery is { Status: DeliveryStatus.InDoubt } && delivery.Unresolved.LastOrDefault() is { } latest)
            return SaveAsync(delivery, transitions.Decide(delivery, latest, rule, rule.Obstacle ?? "", now));
        return SaveAsync(delivery, transitions.GoOn(delivery, now));
    }

    private DoubtRule RuleOf(Delivery delivery) =>
        DoubtRule.Of(bridges.TryFind(delivery.Bridge, out var bridge) ? bridge : null, access.IsConfigured(delivery.Tenant));

    private Task<SaveResult> SaveAsync(Delivery before, Delivery after) => ledger.SaveAsync(before, after, CancellationToken.None);

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
