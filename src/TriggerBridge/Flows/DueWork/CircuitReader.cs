using TriggerBridge.Bridges;
using TriggerBridge.Ledger;
using TriggerBridge.SailPoint.Executions;
using TriggerBridge.Tenants;
using TriggerBridge.Tracking;

namespace TriggerBridge.Flows.DueWork;

/// <summary>
/// Asks ISC a light question while a client's circuit is open. Others read, too, but only where there is something to look up: a circuit
/// must not stay open because there is nothing.
/// </summary>
internal sealed class CircuitReader(TenantDirectory tenants, IscReads isc, LedgerClock clock)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>Reads the latest executions of a workflow; what it says is of no interest, and the breakers hear how it went.</summary>
    public Task ReadAsync(WorkflowTarget target, CancellationToken cancellationToken)
    {
        if (!tenants.CanBeRead(target.Tenant))
            return Task.CompletedTask;
        var now = clock.UtcNow;
        var latest = new ExecutionQuery { WorkflowId = target.Id, From = now - Window, To = now };
        return isc.ListAsync(target.Tenant, latest, offset: 0, cancellationToken);
    }
}
