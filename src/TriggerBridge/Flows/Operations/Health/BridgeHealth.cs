using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Live;
using TriggerBridge.Credentials;
using TriggerBridge.Dispatch;
using TriggerBridge.Ledger;
using TriggerBridge.Pacing;
using TriggerBridge.Pausing;
using TriggerBridge.Polling.State;

namespace TriggerBridge.Flows.Operations.Health;

/// <summary>How the app is, for an operator: the ledger, and whether each bridge has what it needs.</summary>
public sealed class BridgeHealth
{
    private const int MostHeldLines = 100;

    private readonly LedgerHealth _ledger;
    private readonly BridgeCatalog _bridges;
    private readonly BridgeUpdates _updates;
    private readonly BridgePauses _pauses;
    private readonly SecretCache _secrets;
    private readonly CircuitBreakers _breakers;
    private readonly IscAccess _access;
    private readonly PollStates _polls;
    private readonly Lines _lines;
    private readonly DriftOperations _drift;

    internal BridgeHealth(
        LedgerHealth ledger, BridgeCatalog bridges, BridgeUpdates updates, BridgePauses pauses, SecretCache secrets, CircuitBreakers breakers, IscAccess access, PollStates polls, DriftOperations drift, Lines lines)
    {
        _drift = drift;
        _ledger = ledger;
        _bridges = bridges;
        _updates = updates;
        _pauses = pauses;
        _secrets = secrets;
        _breakers = breakers;
        _access = access;
        _polls = polls;
        _lines = lines;
    }

    /// <summary>For anybody, however often it is asked.</summary>
    public async ValueTask<HealthStatus> StatusAsync(CancellationToken cancellationToken) => StatusOf(await _ledger.IsHealthyAsync(cancellationToken));

    public async Task<HealthReport> ReportAsync(CancellationToken cancellationToken)
    {
        var answers = await _ledger.ProbeAsync(cancellationToken);
        var bridges = new List<BridgeState>();
        await _pauses.RefreshAsync();
        var drift = answers ? await _drift.SummarizeAsync(cancellationToken) : new Dictionary<string, DriftState>(StringComparer.Ordinal);
        foreach (var bridge in _bridges.All.OrderBy(bridge => bridge.Name, StringComparer.Ordinal))
        {
            var held = answers && bridge.Keys.Order is not null ? await _lines.HeldAsync(bridge.Name, MostHeldLines, cancellationToken) : [];
            bridges.Add(new BridgeState(bridge.Name, bridge.Version, bridge.Enabled, await MissingAsync(bridge.SecretNames, cancellationToken), PauseReport.Of(_pauses.Of(bridge.Name)), held, drift.GetValueOrDefault(bridge.Name)));
            await LookAtClientAsync(bridge.Workflow, cancellationToken);
        }

        var (now, sources) = (_bridges.Now, new List<SourceState>());
        foreach (var source in now.Sources.OrderBy(source => source.Name, StringComparer.Ordinal))
            sources.Add(new SourceState(source.Name, source.Version, source.Enabled, [.. now.BridgesOf(source).Select(bridge => bridge.Name)], await MissingAsync(source.Webhook.SecretNames, cancellationToken)));

        return new HealthReport(
            StatusOf(answers && _ledger.ClockAgrees), answers, _ledger.Writes, _ledger.IsFull, _ledger.ClockDrift.TotalSeconds, new BridgePlaceState(_updates.Place, _updates.Problem?.Problem), bridges, sources, _bridges.Broken, [.. _breakers.Describe()], await FailingPollsAsync(answers, cancellationToken));
    }

    private HealthStatus StatusOf(bool isLedgerHealthy)
    {
        if (!isLedgerHealthy || !_bridges.Now.IsRead) return HealthStatus.Unhealthy;
        return _bridges.Broken.Count == 0 && _updates.Problem is null ? HealthStatus.Healthy : HealthStatus.Degraded;
    }

    private async Task<IReadOnlyList<FailingPoll>> FailingPollsAsync(bool answers, CancellationToken cancellationToken)
    {
        var failing = new List<FailingPoll>();
        foreach (var bridge in _bridges.All.Where(bridge => answers && bridge is { Enabled: true, Poll: not null }).OrderBy(bridge => bridge.Name, StringComparer.Ordinal))
        {
            if (await _polls.ReadAsync(bridge.Name, cancellationToken) is { Failures: >= PollState.FailuresToTell } state)
                failing.Add(new FailingPoll(bridge.Name, state.Failures, state.LastResult, state.NextDue));
        }

        return failing;
    }

    // Also a client that this instance has never called may be paused.
    private async Task LookAtClientAsync(WorkflowTarget target, CancellationToken cancellationToken)
    {
        await _access.IdentifyAsync(target, cancellationToken);
        if (_breakers.TryFind(target.Tenant, target.Credential, out var breaker))
            await breaker.RefreshAsync();
    }

    private async Task<List<string>> MissingAsync(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        foreach (var name in names)
        {
            if (await _secrets.GetAsync(name, cancellationToken) is not SecretLookup.Found)
                missing.Add(name);
        }

        return missing;
    }
}

/// <summary>How the app is, in a word.</summary>
public enum HealthStatus
{
    /// <summary>Deliveries can be accepted.</summary>
    Healthy,

    /// <summary>Deliveries can be accepted, but a bridge's file has errors, or the bridge files cannot be read.</summary>
    Degraded,

    /// <summary>The ledger does not answer, or its clock is off, or the bridge files could not be read yet.</summary>
    Unhealthy,
}

/// <summary>The state of the app for an operator; names only, no secrets.</summary>
/// <param name="Status">In a word; <c>/api/health</c> says only whether it is unhealthy.</param>
/// <param name="LedgerAnswers">Table Storage answers.</param>
/// <param name="LedgerWrites">How many writes of this instance wait or are under way.</param>
/// <param name="LedgerIsFull">So many wait that senders are answered 503.</param>
/// <param name="ClockDriftSeconds">How far the ledger's clock is ahead of this machine's.</param>
/// <param name="BridgePlace">Where the bridge files are.</param>
/// <param name="Bridges">Those that can be used, by name.</param>
/// <param name="Sources">The senders that several bridges share.</param>
/// <param name="BrokenBridges">Those whose files have errors, with file, JSON path and remedy.</param>
/// <param name="Tenants">The ISC tenants, their quotas and their clients.</param>
/// <param name="FailingPolls">The polls that failed at least three times in a row.</param>
public sealed record HealthReport(
    HealthStatus Status,
    bool LedgerAnswers,
    int LedgerWrites,
    bool LedgerIsFull,
    double ClockDriftSeconds,
    BridgePlaceState BridgePlace,
    IReadOnlyList<BridgeState> Bridges,
    IReadOnlyList<SourceState> Sources,
    IReadOnlyList<BrokenBridge> BrokenBridges,
    IReadOnlyList<TenantReport> Tenants,
    IReadOnlyList<FailingPoll> FailingPolls);

/// <summary>Where the bridge files are.</summary>
/// <param name="Place">A folder, or the address of a container.</param>
/// <param name="Problem">Why it cannot be read; null: it can.</param>
public sealed record BridgePlaceState(string Place, string? Problem);

/// <summary>A poll that does not get through to its source.</summary>
/// <param name="Bridge">Its bridge.</param>
/// <param name="Failures">In a row.</param>
/// <param name="LastResult">What went wrong, in plain words.</param>
/// <param name="NextDue">When it is tried again.</param>
public sealed record FailingPoll(string Bridge, int Failures, string? LastResult, DateTimeOffset? NextDue);

/// <summary>The state of one bridge.</summary>
/// <param name="Name">The bridge.</param>
/// <param name="Version">Of its file, as this instance has it.</param>
/// <param name="Enabled">As its file says.</param>
/// <param name="MissingSecrets">Names of secrets that do not exist or cannot be read.</param>
/// <param name="Pause">Null where nothing is held back.</param>
/// <param name="HeldLines">The dead letters for which others of the same key wait; the first ones.</param>
/// <param name="Drift">What has changed in its events that it reads; null: nothing.</param>
public sealed record BridgeState(string Name, string Version, bool Enabled, IReadOnlyList<string> MissingSecrets, PauseReport? Pause, IReadOnlyList<HeldLine> HeldLines, DriftState? Drift);

/// <summary>The state of one source.</summary>
/// <param name="Name">The source.</param>
/// <param name="Version">Of its file, as this instance has it.</param>
/// <param name="Enabled">As its file says.</param>
/// <param name="Bridges">Those that take what they want of its events.</param>
/// <param name="MissingSecrets">Names of secrets that do not exist or cannot be read.</param>
public sealed record SourceState(string Name, string Version, bool Enabled, IReadOnlyList<string> Bridges, IReadOnlyList<string> MissingSecrets);

/// <summary>Whether deliveries can be accepted: the ledger answers, and its clock agrees with ours.</summary>
public sealed class LedgerHealth
{
    // The address is open to everybody: however often it is asked, the ledger is asked once a second.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly LedgerReadiness _ledger;
    private readonly LedgerClock _clock;
    private readonly GroupCommit _commits;

    internal LedgerHealth(LedgerReadiness ledger, LedgerClock clock, GroupCommit commits) => (_ledger, _clock, _commits) = (ledger, clock, commits);

    /// <summary>How far the ledger's clock is ahead of this machine's.</summary>
    public TimeSpan ClockDrift => _clock.Drift;

    /// <summary>How many writes of this instance wait or are under way.</summary>
    public int Writes => _commits.Writes;

    /// <summary>So many that new deliveries are turned away.</summary>
    public bool IsFull => _commits.IsFull;

    public bool ClockAgrees => ClockDrift.Duration() <= LedgerClock.MostDrift;

    public async ValueTask<bool> IsHealthyAsync(CancellationToken cancellationToken) => await _ledger.AnswersAsync(Fresh, cancellationToken) && ClockAgrees;

    /// <summary>Whether the ledger answers now, whatever was known before.</summary>
    public Task<bool> ProbeAsync(CancellationToken cancellationToken) => _ledger.ProbeAsync(cancellationToken);
}
