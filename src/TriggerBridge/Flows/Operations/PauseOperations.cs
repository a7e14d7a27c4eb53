using TriggerBridge.Bridges;
using TriggerBridge.Ledger;
using TriggerBridge.Pausing;

namespace TriggerBridge.Flows.Operations;

/// <summary>A person holds back what a bridge sends, and lets it go again.</summary>
public sealed class PauseOperations
{
    private readonly BridgeCatalog _bridges;
    private readonly BridgePauses _pauses;
    private readonly LedgerClock _clock;

    internal PauseOperations(BridgeCatalog bridges, BridgePauses pauses, LedgerClock clock)
    {
        _bridges = bridges;
        _pauses = pauses;
        _clock = clock;
    }

    /// <exception cref="LedgerUnavailableException">The ledger does not answer.</exception>
    public async Task<PauseOutcome> PauseAsync(string bridge, PauseOrder order)
    {
        if (!IsKnown(bridge))
            return new PauseOutcome.Unknown();
        if (order.Until <= _clock.UtcNow)
            return new PauseOutcome.Refused("'until' must be in the future.");
        return new PauseOutcome.Done(PauseReport.Of(await _pauses.PauseAsync(bridge, order)));
    }

    /// <exception cref="LedgerUnavailableException">The ledger does not answer.</exception>
    public async Task<PauseOutcome> ResumeAsync(string bridge, string by) =>
        IsKnown(bridge) ? new PauseOutcome.Done(PauseReport.Of(await _pauses.ResumeAsync(bridge, by))) : new PauseOutcome.Unknown();

    // A broken one can be paused, too: for when its file is mended.
    private bool IsKnown(string bridge) => _bridges.TryFind(bridge, out _) || _bridges.IsUnready(bridge);
}

/// <summary>What became of it.</summary>
public abstract record PauseOutcome
{
    /// <param name="Pause">As it stands now; null: nothing is held back.</param>
    public sealed record Done(PauseReport? Pause) : PauseOutcome;

    public sealed record Refused(string Reason) : PauseOutcome;

    public sealed record Unknown : PauseOutcome;
}

/// <summary>A pause, for an operator.</summary>
/// <param name="Reason">Why, as the one who asked for it said.</param>
/// <param name="Until">When it ends by itself; null: it does not.</param>
/// <param name="Refuse">Senders get 503 meanwhile.</param>
/// <param name="ResumedAt">When it was ended; null: it was not.</param>
public sealed record PauseReport(string Reason, string? By, string? Key, DateTimeOffset Since, DateTimeOffset? Until, bool Refuse, DateTimeOffset? ResumedAt, string? ResumedBy)
{
    internal static PauseReport? Of(PauseState state) => state.Latest is { } latest
        ? new PauseReport(latest.Reason, latest.By, latest.Key, latest.Since, latest.Until, latest.Refuse, state.ResumedAt, state.ResumedBy)
        : null;
}
