using System.Collections.Concurrent;
using TriggerBridge.Bridges;
using TriggerBridge.Dispatch;
using TriggerBridge.Ledger;
using TriggerBridge.Pacing;
using TriggerBridge.Pausing;
using TriggerBridge.SailPoint.Executions;
using TriggerBridge.Tenants;
using TriggerBridge.Tracking;

namespace TriggerBridge.Flows.DueWork;

/// <summary>
/// The clients of ISC during one sweep. A bridge's breaker is asked before its partition is listed, so what waits for a paused client costs
/// nothing, however much it is; and a client for which the sweep leaves nothing behind takes calls at once again.
/// </summary>
internal sealed class SweepClients(BridgeCatalog bridges, BridgePauses pauses, IscAccess access, CircuitBreakers breakers, CircuitReader circuits)
{
    private readonly ConcurrentDictionary<string, CircuitBreaker> _byBridge = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<CircuitBreaker, bool> _leftBehind = new();
    private readonly ConcurrentDictionary<string, bool> _read = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How many items of a bridge may be taken next: none while it or its client is paused, one where a probe is wanted.</summary>
    public async ValueTask<int> MostAsync(string bridgeName, int page, CancellationToken cancellationToken)
    {
        if (!bridges.TryFind(bridgeName, out var bridge))
            return page;
        await pauses.RefreshAsync();
        if (pauses.Stops(bridgeName))
            return 0;
        await access.IdentifyAsync(bridge.Workflow, cancellationToken);
        if (!breakers.TryFind(bridge.Workflow.Tenant, bridge.Workflow.Credential, out var breaker))
            return page;

        _byBridge[bridgeName] = breaker;
        await breaker.RefreshAsync();
        // One read closes the circuits of all clients of its tenant.
        if (breaker.Circuit == CircuitState.Open && _read.TryAdd(bridge.Workflow.Tenant, true))
            await circuits.ReadAsync(bridge.Workflow, cancellationToken);
        switch (breaker.Circuit)
        {
            case CircuitState.Paused or CircuitState.Open:
                _leftBehind[breaker] = true;
                return 0;
            case CircuitState.HalfOpen:
                return 1;
            default:
                return page;
        }
    }

    public void LeaveBehind(string bridgeName)
    {
        if (_byBridge.TryGetValue(bridgeName, out var breaker))
            _leftBehind[breaker] = true;
    }

    /// <summary>The sweep came to its end.</summary>
    public void End()
    {
        foreach (var breaker in _byBridge.Values.Distinct().Where(breaker => !_leftBehind.ContainsKey(breaker)))
            breaker.EndDraining();
    }
}

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
