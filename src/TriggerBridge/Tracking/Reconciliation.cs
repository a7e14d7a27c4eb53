using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges;
using TriggerBridge.Ledger;
using TriggerBridge.Tenants;

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
    TenantDirectory tenants,
    ILogger<Reconciliation> logger)
{
    private const int Parallelism = 8;

    private readonly Turns<(string Tenant, string WorkflowId)> _turns = new(Parallelism);

    /// <param name="due">Deliveries whose work item is due and that are not to be sent now.</param>
    /// <param name="cancellationToken">The time is up; what is not resolved stays due.</param>
    public async Task RunAsync(IEnumerable<Delivery> due, CancellationToken cancellationToken)
    {
        var doubts = due.Select(delivery => new Doubt(delivery, RuleOf(delivery))).ToLookup(CanBeLookedUp);
        await Task.WhenAll(
            Parallel.ForEachAsync(
                doubts[false],
                new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken },
                async (doubt, stop) => await GuardAsync(doubt.Delivery.WorkflowId, () => CloseLaterAsync(doubt, stop))),
            _turns.RunAsync(
                doubts[true].GroupBy(doubt => (doubt.Delivery.Tenant, doubt.Delivery.WorkflowId)),
                group => group.Key,
                (group, stop) => GuardAsync(group.Key.WorkflowId, () => workflows.RunAsync(group.Key.Tenant, group.Key.WorkflowId, [.. group], stop)),
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
            return SaveAsync(delivery, transitions.Decide(delivery, latest, rule, rule.Obstacle ?? "", now));
        return SaveAsync(delivery, transitions.GoOn(delivery, now));
    }

    private DoubtRule RuleOf(Delivery delivery) =>
        DoubtRule.Of(bridges.TryFind(delivery.Bridge, out var bridge) ? bridge : null, tenants.CanBeRead(delivery.Tenant));

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
