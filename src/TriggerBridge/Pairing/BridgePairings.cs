using Microsoft.Extensions.Logging;
using TriggerBridge.Credentials;
using TriggerBridge.Ledger;
using TriggerBridge.Timing;

namespace TriggerBridge.Pairing;

/// <summary>
/// Which bridges and sources wait for the secret that their sender brings by itself. It stands in the ledger, so that all instances know; the secret is
/// there encrypted only, and only until it is stored or shown.
/// </summary>
public sealed partial class BridgePairings
{
    // Whoever knows the address can ask: no more than one read in this time.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    private readonly PairingTable _table;
    private readonly SecretSeal _seal;
    private readonly LedgerClock _clock;
    private readonly TimeProvider _time;
    private readonly ILogger<BridgePairings> _logger;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long At, Task<PairingState?> Reading)> _recent = new(StringComparer.Ordinal);
    private long? _sweptAt;

    internal BridgePairings(PairingTable table, SecretSeal seal, LedgerClock clock, TimeProvider time, ILogger<BridgePairings> logger)
    {
        _table = table;
        _seal = seal;
        _clock = clock;
        _time = time;
        _logger = logger;
    }

    /// <summary>Takes a secret from now on. One that came and that nobody has seen yet is kept.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger does not answer.</exception>
    public async Task<PairingState> BeginAsync(string bridge, string by)
    {
        var now = _clock.UtcNow;
        var next = new PairingState { By = by, Since = now, Until = now + PairingState.Length };
        while (true)
        {
            var (known, etag) = await _table.ReadAsync(bridge);
            if (known?.StatusAt(now) == PairingStatus.Kept) return known;
            if (!await _table.TryWriteAsync(bridge, next, etag)) continue;
            lock (_gate) _recent.Remove(bridge);
            LogBegun(bridge, ReadableTime.Of(next.Until), by);
            return next;
        }
    }

    /// <returns>Null where it was never paired.</returns>
    /// <exception cref="LedgerUnavailableException">The ledger does not answer.</exception>
    public async Task<PairingState?> FindAsync(string bridge) => (await _table.ReadAsync(bridge)).State;

    /// <summary>Whether a secret would be taken, as it was a moment ago.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger does not answer.</exception>
    internal async Task<bool> IsWaitingAsync(string bridge) => (await RecentAsync(bridge))?.StatusAt(_clock.UtcNow) == PairingStatus.Waiting;

    /// <summary>Whether the pairing has taken this very secret, and lasts: its sender repeats what it did not hear the answer of.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger does not answer.</exception>
    internal async Task<bool> HasTakenAsync(string bridge, SecretValue secret) =>
        await RecentAsync(bridge) is { Mark: { } mark } state && _clock.UtcNow < state.Until && await _seal.IsMarkOfAsync(mark, secret, PlaceOf(bridge), CancellationToken.None);

    /// <summary>Keeps the secret that came, if one is waited for; of several that come together, one.</summary>
    /// <returns>Null where there is no key to encrypt it with.</returns>
    /// <exception cref="LedgerUnavailableException">The ledger does not answer.</exception>
    internal async Task<bool?> TryKeepAsync(string bridge, SecretValue secret)
    {
        while (true)
        {
            var (known, etag) = await _table.ReadAsync(bridge);
            var now = _clock.UtcNow;
            if (known?.StatusAt(now) != PairingStatus.Waiting)
            {
                Remember(bridge, known);
                return false;
            }

            if (await _seal.SealAsync(secret, PlaceOf(bridge), CancellationToken.None) is not { } text) return null;
            var next = known with { CameAt = now, Sealed = text, Mark = await _seal.MarkAsync(secret, PlaceOf(bridge), CancellationToken.None) };
            if (!await _table.TryWriteAsync(bridge, next, etag)) continue;
            Remember(bridge, next);
            return true;
        }
    }

    /// <summary>The secret that was kept is in the vault: nobody needs to see it.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger does not answer.</exception>
    internal async Task StoredAsync(string bridge)
    {
        while (await _table.ReadAsync(bridge) is ({ CameAt: not null } known, { } etag)
            && !await _table.TryWriteAsync(bridge, known with { IsStored = true, Sealed = null }, etag))
        {
            // Somebody else wrote.
        }
    }

    /// <summary>How it stands; and the secret, to the first who asks after it was kept. Then it is gone.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger does not answer.</exception>
    internal async Task<(PairingState? State, SecretValue? Secret)> TakeAsync(string bridge)
    {
        while (true)
        {
            var (known, etag) = await _table.ReadAsync(bridge);
            var now = _clock.UtcNow;
            if (known is not { Sealed: { } text } || known.StatusAt(now) != PairingStatus.Kept) return (known, null);
            // Where the key is away it stays: the next who asks may have it.
            if (await _seal.OpenAsync(text, PlaceOf(bridge), CancellationToken.None) is not { } secret) return (known, null);
            var next = known with { ShownAt = now, Sealed = null };
            if (!await _table.TryWriteAsync(bridge, next, etag)) continue;
            LogShown(bridge);
            return (next, secret);
        }
    }

    /// <summary>Deletes secrets that nobody has fetched in time. Does nothing where that was done within a minute.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_sweptAt is { } at && _time.GetElapsedTime(at) < SweepInterval) return;
            _sweptAt = _time.GetTimestamp();
        }

        try
        {
            foreach (var (bridge, state, etag) in await _table.ReadAllAsync(cancellationToken))
            {
                var left = state.ForgottenAt(_clock.UtcNow);
                if (left != state && await _table.TryWriteAsync(bridge, left, etag) && left.Sealed != state.Sealed) LogForgotten(bridge);
            }
        }
        catch (LedgerUnavailableException)
        {
            // Whatever needs the ledger says so by itself.
        }
    }

    private async Task<PairingState?> RecentAsync(string bridge)
    {
        Task<PairingState?> reading;
        lock (_gate)
        {
            if (!_recent.TryGetValue(bridge, out var recent) || _time.GetElapsedTime(recent.At) >= Fresh)
                _recent[bridge] = recent = (_time.GetTimestamp(), FindAsync(bridge));
            reading = recent.Reading;
        }

        return await reading;
    }

    private void Remember(string bridge, PairingState? state)
    {
        lock (_gate) _recent[bridge] = (_time.GetTimestamp(), Task.FromResult(state));
    }

    private static string PlaceOf(string bridge) => $"pairing {bridge}";

    [LoggerMessage(LogLevel.Warning, "Bridge {Bridge} is pairing: it takes the secret that its sender brings until {Until} (by {By})")]
    private partial void LogBegun(string bridge, string until, string by);

    [LoggerMessage(LogLevel.Warning, "The secret that the sender of bridge {Bridge} brought was shown to an operator, and is deleted")]
    private partial void LogShown(string bridge);

    [LoggerMessage(LogLevel.Warning, "The secret that the sender of bridge {Bridge} brought is deleted: nobody has fetched it in time; pair again")]
    private partial void LogForgotten(string bridge);
}
