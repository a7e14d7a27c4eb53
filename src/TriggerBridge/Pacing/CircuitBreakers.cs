using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TriggerBridge.Ledger;
using TriggerBridge.Tenants;
using TriggerBridge.Timing;

namespace TriggerBridge.Pacing;

/// <summary>The breakers that every call of ISC goes through, one for each client id.</summary>
internal sealed class CircuitBreakers : IDisposable
{
    private readonly Dictionary<string, TenantCircuits> _tenants;
    private readonly LedgerClock _clock;
    private readonly Jitter _jitter;

    public CircuitBreakers(
        IOptions<TenantOptions> options, ClientTable table, UsageTable usageTable, LedgerClock clock, TimeProvider time, Jitter jitter, NewId newId, ILogger<CircuitBreakers> logger)
    {
        _clock = clock;
        _jitter = jitter;
        var instance = newId()[..12];
        _tenants = options.Value.Tenants.ToDictionary(tenant => tenant.Key, tenant => Create(tenant.Key, tenant.Value), StringComparer.OrdinalIgnoreCase);

        TenantCircuits Create(string name, TenantSettings settings)
        {
            var usage = new TenantUsage(name, settings, usageTable, clock, time, logger);
            var limiter = new TenantRateLimiter(name, settings, usage, time, logger);
            return new TenantCircuits(settings, usage, limiter, clientId => new CircuitBreaker(name, clientId, instance, () => limiter.Limit, table, clock, time, newId, logger));
        }
    }

    /// <summary>
    /// Whether the synchronous dispatch may call at once: not while the client is paused, its circuit is open or older work waits.
    /// From memory; a credential that was never used may call.
    /// </summary>
    public bool AllowsCalls(string tenant, string credentialName)
    {
        if (!TryFind(tenant, credentialName, out var breaker))
            return true;
        breaker.KeepFresh();
        return breaker.Circuit == CircuitState.Closed;
    }

    /// <summary>Remembers which client a credential holds.</summary>
    public void Learn(string tenant, string credentialName, string clientId) => _tenants[tenant].Learn(credentialName, clientId);

    /// <summary>The breaker of the client that a credential holds, if the credential was ever read.</summary>
    public bool TryFind(string tenant, string credentialName, [NotNullWhen(true)] out CircuitBreaker? breaker) =>
        _tenants[tenant].TryFind(credentialName, out breaker);

    /// <summary>Before every call of ISC other than for a token.</summary>
    /// <param name="tenant">As bridges name it.</param>
    /// <param name="clientId">Whose limits count.</param>
    /// <param name="kind">What the call is for.</param>
    /// <param name="mostWait">A permit that is not to be had within this time is refused at once.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LedgerUnavailableException">A probe could not be claimed.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The permit is the caller's to dispose of.")]
    public async ValueTask<CallAdmission> EnterAsync(string tenant, string clientId, CallKind kind, TimeSpan mostWait, CancellationToken cancellationToken)
    {
        var circuits = _tenants[tenant];
        var breaker = circuits[clientId];
        using var place = breaker.Calls.Enter();
        // Only who has not called for seconds waits for the row.
        if (breaker.IsKnown)
            breaker.KeepFresh();
        else
            await breaker.RefreshAsync();
        if (StopsCalls(breaker))
            return RefusedBy(breaker);

        var (isTaken, call, wait) = await circuits.Limiter.TakeAsync(breaker, place, kind, mostWait, cancellationToken);
        if (!isTaken)
            return OutOfPermits(breaker, kind, wait);

        // The wait may have been long.
        if (StopsCalls(breaker))
            return Unused();
        if (breaker.Circuit != CircuitState.HalfOpen)
            return Granted(probeId: null);
        var (isGranted, probeId) = await breaker.ClaimProbeAsync();
        return isGranted ? Granted(probeId) : Unused();

        CallAdmission.Refused Unused()
        {
            call?.GiveBack();
            return RefusedBy(breaker);
        }

        CallAdmission.Granted Granted(string? probeId) => new(new CallPermit(this, tenant, clientId, probeId, call));
    }

    /// <summary>What a call said about its client.</summary>
    public void Report(string tenant, string clientId, CallReport report)
    {
        var circuits = _tenants[tenant];
        var breaker = circuits[clientId];
        var (now, random) = (_clock.UtcNow, _jitter.Next());
        breaker.Apply(state => CircuitTransition.Apply(state, report, now, random));

        if (breaker.IsOneDoubtTooMany(report))
            breaker.Apply(state => CircuitTransition.OpenCircuit(state, circuits.Settings.ReadCredential is not null, now, random));
        if (report is CallReport.Fine { Kind: CallKind.Read })
        {
            foreach (var client in circuits.All)
                client.Apply(CircuitTransition.CloseCircuit);
        }
    }

    /// <summary>A probe was not made: another call may be one.</summary>
    public void GiveBackProbe(string tenant, string clientId, string probeId) =>
        _tenants[tenant][clientId].Apply(state => CircuitTransition.GiveBackProbe(state, probeId));

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

    private static ClientReport Describe(TenantCircuits circuits, CircuitBreaker client) => new()
    {
        ClientId = client.ClientId,
        Circuit = client.Circuit,
        PausedUntil = client.Circuit is CircuitState.Paused or CircuitState.Open ? client.State.PausedUntil : null,
        Reason = client.State.Reason,
        PermitsUsed = client.Calls.Used,
        RequestsPer10Seconds = circuits.Settings.RequestsPer10Seconds,
    };

    private static bool StopsCalls(CircuitBreaker breaker) => breaker.Circuit is CircuitState.Paused or CircuitState.Open;

    private static CallAdmission.Refused RefusedBy(CircuitBreaker breaker) => new(breaker.State.Reason ?? "Another instance looks whether ISC is back.", breaker.State.PausedUntil);

    private CallAdmission.Refused OutOfPermits(CircuitBreaker breaker, CallKind kind, TimeSpan wait)
    {
        // What is left to the next sweep is older work now.
        if (kind == CallKind.Execute)
            breaker.Apply(CircuitTransition.LeaveWork);
        return new CallAdmission.Refused(breaker.IsKnown ? "The client's calls are used up for now." : "How many calls are left cannot be read.", _clock.UtcNow + wait);
    }
}

/// <summary>The breakers of one tenant's clients.</summary>
/// <param name="settings">The tenant's limits.</param>
/// <param name="usage">What was used of them.</param>
/// <param name="limiter">How they are kept.</param>
/// <param name="create">Makes the breaker of a client id.</param>
internal sealed class TenantCircuits(TenantSettings settings, TenantUsage usage, TenantRateLimiter limiter, Func<string, CircuitBreaker> create) : IDisposable
{
    private readonly ConcurrentDictionary<string, CircuitBreaker> _clients = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _clientIds = new(StringComparer.Ordinal);

    public TenantSettings Settings => settings;

    public TenantUsage Usage => usage;

    public TenantRateLimiter Limiter => limiter;

    public IEnumerable<CircuitBreaker> All => _clients.Values;

    public CircuitBreaker this[string clientId] => _clients.GetOrAdd(clientId, create);

    /// <summary>Remembers which client a credential holds, so that the synchronous dispatch can ask by the credential's name.</summary>
    public void Learn(string credentialName, string clientId) => _clientIds[credentialName] = clientId;

    public bool TryFind(string credentialName, [NotNullWhen(true)] out CircuitBreaker? breaker)
    {
        breaker = _clientIds.TryGetValue(credentialName, out var clientId) ? this[clientId] : null;
        return breaker is not null;
    }

    public void Dispose() => usage.Dispose();
}

/// <summary>Whether a call may be made now.</summary>
internal abstract record CallAdmission
{
    private CallAdmission()
    {
    }

    /// <summary>One call may be made.</summary>
    public sealed record Granted(CallPermit Permit) : CallAdmission;

    /// <summary>No call: the client is paused, its circuit is open, or no permit was to be had in time.</summary>
    /// <param name="Reason">In plain words.</param>
    /// <param name="Until">By the ledger's clock; null where no time is known.</param>
    public sealed record Refused(string Reason, DateTimeOffset? Until) : CallAdmission;
}
