using System.Collections.Concurrent;
using TriggerBridge.Bridges;
using TriggerBridge.Dispatch;
using TriggerBridge.Pacing;

namespace TriggerBridge.Flows.DueWork;

/// <summary>
/// The clients of ISC during one sweep. A bridge's gate is asked before its partition is listed, so what waits for a paused client costs
/// nothing, however much it is; and a client for which the sweep leaves nothing behind is open again.
/// </summary>
internal sealed class SweepClients(BridgeCatalog bridges, IscAccess access, ClientGates gates, CircuitReader circuits)
{
    private readonly ConcurrentDictionary<string, ClientGate> _byBridge = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ClientGate, bool> _leftBehind = new();
    private readonly ConcurrentDictionary<string, bool> _read = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How many items of a bridge may be taken next: none while its client is paused, one where a probe is wanted.</summary>
    public async ValueTask<int> MostAsync(string bridgeName, int page, CancellationToken cancellationToken)
    {
        if (!bridges.TryFind(bridgeName, out var bridge))
            return page;
        await access.IdentifyAsync(bridge.Workflow, cancellationToken);
        if (!gates.TryFind(bridge.Workflow.Tenant, bridge.Workflow.Credential, out var gate))
            return page;

        _byBridge[bridgeName] = gate;
        await gate.RefreshAsync();
        // One read opens all clients of its tenant.
        if (gate.Standing == ClientStanding.CircuitOpen && _read.TryAdd(bridge.Workflow.Tenant, true))
            await circuits.ReadAsync(bridge.Workflow, cancellationToken);
        switch (gate.Standing)
        {
            case ClientStanding.Paused or ClientStanding.CircuitOpen:
                _leftBehind[gate] = true;
                return 0;
            case ClientStanding.ProbeDue:
                return 1;
            default:
                return page;
        }
    }

    public void LeaveBehind(string bridgeName)
    {
        if (_byBridge.TryGetValue(bridgeName, out var gate))
            _leftBehind[gate] = true;
    }

    /// <summary>The sweep came to its end.</summary>
    public void End()
    {
        foreach (var gate in _byBridge.Values.Distinct().Where(gate => !_leftBehind.ContainsKey(gate)))
            gate.EndDraining();
    }
}
