using TriggerBridge.Bridges;
using TriggerBridge.Ledger;
using TriggerBridge.SailPoint.Executions;
using TriggerBridge.Tracking;

namespace TriggerBridge.Dispatch;

/// <summary>
/// Asks ISC a light question while a client's circuit is open. Others read, too, but only where there is something to look up: a circuit
/// must not stay open because there is nothing.
/// </summary>
internal sealed class CircuitReader(ReadAccess access, IscReads isc, LedgerClock clock)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>Reads the latest executions of a workflow; the gates hear how that went.</summary>
    public async Task ReadAsync(WorkflowTarget target, CancellationToken cancellationToken)
    {
        if (!access.IsConfigured(target.Tenant))
            return;
        var now = clock.UtcNow;
        await isc.ListAsync(target.Tenant, new ExecutionQuery { WorkflowId = target.Id, From = now - Window, To = now }, offset: 0, cancellationToken);
    }
}
