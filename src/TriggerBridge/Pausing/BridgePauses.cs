using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges;
using TriggerBridge.Ledger;
using TriggerBridge.Timing;

namespace TriggerBridge.Pausing;

/// <summary>
/// Which bridges are paused. It stands in the ledger, so that all instances and restarts know. An instance reads it every few seconds, and sends nothing
/// where it has not been able to for a while.
/// </summary>
public sealed partial class BridgePauses
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    // Under load it is read again beside the work, and nobody waits for it.
    private static readonly TimeSpan Usable = TimeSpan.FromSeconds(15);

    private readonly PauseTable _table;
    private readonly LedgerTables _ledger;
    private readonly LedgerClock _clock;
    private readonly TimeProvider _time;
    private readonly ILogger<BridgePauses> _logger;
    private readonly Lock _gate = new();
    private volatile IReadOnlyDictionary<string, PauseState> _known = new Dictionary<string, PauseState>(StringComparer.Ordinal);
    private Task _reading = Task.CompletedTask;
    private volatile bool _isChanged;
    private volatile ReadTime? _readAt;

    internal BridgePauses(PauseTable table, LedgerTables ledger, LedgerClock clock, TimeProvider time, ILogger<BridgePauses> logger)
    {
        _table = table;
        _ledger = ledger;
        _clock = clock;
        _time = time;
        _logger = logger;
    }

    /// <summary>How a bridge stands, as far as it has been read.</summary>
    internal PauseState Of(string bridge) => _known.GetValueOrDefault(bridge, PauseState.None);

    /// <summary>Nothing may be sent; also where nobody knows.</summary>
    internal bool Stops(string bridge) => !IsUsable || Of(bridge).IsPaused(_clock.UtcNow);

    /// <summary>Nothing is sent while its sender waits: nothing may be, or what waited goes first.</summary>
    internal bool HoldsBack(string bridge) => !IsUsable || Of(bridge).Latest is not null;

    internal bool Refuses(string bridge) => Of(bridge).Refuses(_clock.UtcNow);

    internal bool IsDraining(string bridge) => Of(bridge).IsDraining(_clock.UtcNow);

    /// <summary>When a sender that is refused may find things better.</summary>
    internal TimeSpan RetryAfter(string bridge)
    {
        var most = TimeSpan.FromMinutes(1);
        return Of(bridge).Latest?.Until - _clock.UtcNow is { } left && left < most ? TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(left.TotalSeconds))) : most;
    }

    /// <summary>The bridge's policy for a delivery: the time in which the bridge was paused does not count.</summary>
    internal RetryPolicy PolicyOf(Bridge bridge, DateTimeOffset triedSince) =>
        Of(bridge.Name).PausedWithin(triedSince, _clock.UtcNow) is { Ticks: > 0 } paused ? bridge.Retry with { GiveUpAfter = bridge.Retry.GiveUpAfter + paused } : bridge.Retry;

    /// <summary>Reads what all have been told, unless that was done just now.</summary>
    /// <returns>Ends at once where what is known can still be used.</returns>
    internal Task RefreshAsync()
    {
        lock (_gate)
        {
            if (!IsYounger(Fresh) || _isChanged)
                _reading = _reading is { IsCompleted: false } underway ? underway : ReadAsync();
            return IsUsable ? Task.CompletedTask : _reading;
        }
    }

    /// <summary>Pauses a bridge, or changes its pause.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger does not answer.</exception>
    public async Task<PauseState> PauseAsync(string bridge, PauseOrder order)
    {
        // So that a sweep comes by and ends it, also where nothing was ever recorded.
        await _ledger.RegisterAsync(bridge, CancellationToken.None);
        var state = await ChangeAsync(bridge, (known, now) => known.Pause(order, now));
        LogPaused(bridge, order.Refuse ? "refuses events" : "records events and sends none", order.Until is { } until ? ReadableTime.Of(until) : "it is resumed", order.Reason, order.By ?? "nobody");
        return state;
    }

    /// <summary>Ends a pause: what waited is sent, oldest first.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger does not answer.</exception>
    public async Task<PauseState> ResumeAsync(string bridge, string by)
    {
        var state = await ChangeAsync(bridge, (known, now) => known.Resume(by, now));
        LogResumed(bridge, by);
        return state;
    }

    /// <summary>Nothing waits any more: what comes in is sent at once again.</summary>
    internal Task EndDrainingAsync(string bridge) => ChangeAsync(bridge, (known, now) => known.Drained(now));

    private bool IsUsable => IsYounger(Usable);

    private bool IsYounger(TimeSpan age) => _readAt is { Timestamp: var at } && _time.GetElapsedTime(at) < age;

    private async Task<PauseState> ChangeAsync(string bridge, Func<PauseState, DateTimeOffset, PauseState> change)
    {
        while (true)
        {
            var (known, etag) = await _table.ReadAsync(bridge);
            var next = change(known, _clock.UtcNow);
            if (next == known || await _table.TryWriteAsync(bridge, next, etag))
            {
                _known = new Dictionary<string, PauseState>(_known, StringComparer.Ordinal) { [bridge] = next };
                // A read that is under way may have begun before.
                _isChanged = true;
                return next;
            }
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            var begun = _time.GetTimestamp();
            _isChanged = false;
            _known = await _table.ReadAllAsync(CancellationToken.None);
            _readAt = new ReadTime(begun);
        }
        catch (LedgerUnavailableException)
        {
            // Whatever needs the ledger says so by itself.
        }
    }

    private sealed record ReadTime(long Timestamp);

    [LoggerMessage(LogLevel.Warning, "Bridge {Bridge} is paused: it {Effect} until {Until}, for: {Reason} (by {By})")]
    private partial void LogPaused(string bridge, string effect, string until, string reason, string by);

    [LoggerMessage(LogLevel.Warning, "Bridge {Bridge} is resumed (by {By}): what waited is sent, oldest first")]
    private partial void LogResumed(string bridge, string by);
}
