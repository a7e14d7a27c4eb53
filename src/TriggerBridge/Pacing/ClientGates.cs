using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TriggerBridge.Ledger;
using TriggerBridge.Tenants;
using TriggerBridge.Timing;

namespace TriggerBridge.Pacing;

/// <summary>The gates that every call of ISC goes through, one for each client id.</summary>
internal sealed class ClientGates : IDisposable
{
    private readonly Dictionary<string, TenantGates> _tenants;
    private readonly LedgerClock _clock;
    private readonly Jitter _jitter;

    public ClientGates(
        IOptions<TenantOptions> options, ClientTable table, UsageTable usageTable, LedgerClock clock, TimeProvider time, Jitter jitter, NewId newId, ILogger<ClientGates> logger)
    {
        _clock = clock;
        _jitter = jitter;
        var instance = newId()[..12];
        _tenants = options.Value.Tenants.ToDictionary(tenant => tenant.Key, tenant => Create(tenant.Key, tenant.Value), StringComparer.OrdinalIgnoreCase);

        TenantGates Create(string name, TenantSettings settings)
        {
            var usage = new TenantUsage(name, settings, usageTable, clock, time, logger);
            var pace = new TenantRateLimiter(name, settings, usage, time, logger);
            return new TenantGates(settings, usage, pace, clientId => new ClientGate(name, clientId, instance, () => pace.Limit, table, clock, time, newId, logger));
        }
    }

    /// <summary>
    /// Whether the straight way may call at once: not while the client is paused, its circuit is open or older work waits.
    /// From memory; a credential that was never used counts as open.
    /// </summary>
    public bool IsOpen(string tenant, string credentialName)
    {
        if (!TryFind(tenant, credentialName, out var gate))
            return true;
        gate.KeepFresh();
        return gate.Standing == ClientStanding.Open;
    }

    /// <summary>Remembers which client a credential holds.</summary>
    public void Learn(string tenant, string credentialName, string clientId) => _tenants[tenant].Learn(credentialName, clientId);

    /// <summary>The gate of the client that a credential holds, if the credential was ever read.</summary>
    public bool TryFind(string tenant, string credentialName, [NotNullWhen(true)] out ClientGate? gate) =>
        _tenants[tenant].TryFind(credentialName, out gate);

    /// <summary>Before every call of ISC other than for a token.</summary>
    /// <param name="tenant">As bridges name it.</param>
    /// <param name="clientId">Whose limits count.</param>
    /// <param name="kind">What the call is for.</param>
    /// <param name="mostWait">A permit that is not to be had within this time is refused at once.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LedgerUnavailableException">A probe could not be claimed.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The permit is the caller's to dispose of.")]
    public async ValueTask<GatePass> EnterAsync(string tenant, string clientId, CallKind kind, TimeSpan mostWait, CancellationToken cancellationToken)
    {
        var gates = _tenants[tenant];
        var gate = gates[clientId];
        using var place = gate.Calls.Enter();
        // Only who has not called for seconds waits for the row.
        if (gate.IsKnown)
            gate.KeepFresh();
        else
            await gate.RefreshAsync();
        if (IsClosed(gate))
            return Closed(gate);

        var (isTaken, call, wait) = await gates.Pace.TakeAsync(gate, place, kind, mostWait, cancellationToken);
        if (!isTaken)
            return Refused(gate, kind, wait);

        // The wait may have been long.
        if (IsClosed(gate))
            return Unused();
        if (gate.Standing != ClientStanding.ProbeDue)
            return Granted(probeId: null);
        var (isGranted, probeId) = await gate.ClaimProbeAsync();
        return isGranted ? Granted(probeId) : Unused();

        GatePass.Closed Unused()
        {
            call?.GiveBack();
            return Closed(gate);
        }

        GatePass.Granted Granted(string? probeId) => new(new CallPermit(this, tenant, clientId, probeId, call));
    }

    /// <summary>What a call said about its client.</summary>
    public void Report(string tenant, string clientId, CallReport report)
    {
        var gates = _tenants[tenant];
        var gate = gates[clientId];
        var (now, random) = (_clock.UtcNow, _jitter.Next());
        gate.Apply(state => ClientTransition.Apply(state, report, now, random));

        if (gate.IsOneDoubtTooMany(report))
            gate.Apply(state => ClientTransition.OpenCircuit(state, gates.Settings.ReadCredential is not null, now, random));
        if (report is CallReport.Fine { Kind: CallKind.Read })
        {
            foreach (var client in gates.All)
                client.Apply(ClientTransition.CloseCircuit);
        }
    }

    /// <summary>A probe was not made: another call may be one.</summary>
    public void GiveBackProbe(string tenant, string clientId, string probeId) =>
        _tenants[tenant][clientId].Apply(state => ClientTransition.GiveBackProbe(state, probeId));

    /// <summary>For an operator: every tenant, and its clients as far as this instance knows them.</summary>
    public IEnumerable<TenantReport> Describe() => _tenants.OrderBy(tenant => tenant.Key, StringComparer.Ordinal).Select(tenant => new TenantReport
    {
        Name = tenant.Key,
        ExecutionsToday = tenant.Value.Usage.ExecutionsToday,
        ExecutionsPerDay = tenant.Value.Settings.ExecutionsPerDay,
        CallsThisMonth = tenant.Value.Usage.CallsThisMonth,
        CallsPerMonth = tenant.Value.Settings.CallsPerMonth,
        Clients = [.. tenant.Value.All.OrderBy(client => client.ClientId, StringComparer.Ordinal).Select(client => Describe(tenant.Value, client))],
    });

    public void Dispose()
    {
        foreach (var tenant in _tenants.Values)
            tenant.Dispose();
    }

    private static ClientReport Describe(TenantGates gates, ClientGate client) => new()
    {
        ClientId = client.ClientId,
        Standing = client.Standing,
        PausedUntil = client.Standing is ClientStanding.Paused or ClientStanding.CircuitOpen ? client.State.PausedUntil : null,
        Reason = client.State.Reason,
        PermitsUsed = client.Calls.Used,
        RequestsPer10Seconds = gates.Settings.RequestsPer10Seconds,
    };

    private static bool IsClosed(ClientGate gate) => gate.Standing is ClientStanding.Paused or ClientStanding.CircuitOpen;

    private static GatePass.Closed Closed(ClientGate gate) => new(gate.State.Reason ?? "Another instance looks whether ISC is back.", gate.State.PausedUntil);

    private GatePass.Closed Refused(ClientGate gate, CallKind kind, TimeSpan wait)
    {
        // What is left to the next sweep is older work now.
        if (kind == CallKind.Execute)
            gate.Apply(ClientTransition.LeaveWork);
        return new GatePass.Closed(gate.IsKnown ? "The client's calls are used up for now." : "How many calls are left cannot be read.", _clock.UtcNow + wait);
    }
}
