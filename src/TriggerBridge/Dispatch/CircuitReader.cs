using Microsoft.Extensions.Options;
using TriggerBridge.Bridges;
using TriggerBridge.Credentials;
using TriggerBridge.Ledger;
using TriggerBridge.Pacing;
using TriggerBridge.SailPoint.Executions;
using TriggerBridge.SailPoint.Tokens;

namespace TriggerBridge.Dispatch;

/// <summary>
/// Asks ISC a light question while a client's circuit is open. Others read, too, but only where there is something to look up: a circuit
/// must not stay open because there is nothing.
/// </summary>
internal sealed class CircuitReader(
    TenantDirectory tenants, IOptions<TenantOptions> options, SecretCache secrets, ExecutionClient isc, ClientGates gates, LedgerClock clock)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>Reads the latest executions of a workflow; the gates hear how that went.</summary>
    public async Task ReadAsync(WorkflowTarget target, CancellationToken cancellationToken)
    {
        if (options.Value.Tenants[target.Tenant].ReadCredential is not { } name
            || await secrets.GetAsync(name, cancellationToken) is not SecretLookup.Found secret
            || !ClientCredential.TryParse(secret.Value.Reveal(), out var credential, out _)
            || await gates.EnterAsync(target.Tenant, credential.Id, CallKind.Read, TimeSpan.Zero, cancellationToken) is GatePass.Closed)
        {
            return;
        }

        var now = clock.UtcNow;
        var query = new ExecutionQuery { WorkflowId = target.Id, From = now - Window, To = now };
        var answer = await isc.ListAsync(new IscReader(tenants[target.Tenant], credential), query, offset: 0, cancellationToken);
        gates.Report(target.Tenant, credential.Id, CallReport.OfRead(answer));
    }
}
