using TriggerBridge.Ledger;

namespace TriggerBridge.Flows.Operations.Health;

/// <summary>Whether deliveries can be accepted: the ledger answers, and its clock agrees with ours.</summary>
public sealed class LedgerHealth(LedgerReadiness ledger, LedgerClock clock)
{
    // The address is open to everybody: however often it is asked, the ledger is asked once a second.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    /// <summary>How far the ledger's clock is ahead of this machine's.</summary>
    public TimeSpan ClockDrift => clock.Drift;

    public bool ClockAgrees => ClockDrift.Duration() <= LedgerClock.MostDrift;

    public async ValueTask<bool> IsHealthyAsync(CancellationToken cancellationToken) => await ledger.AnswersAsync(Fresh, cancellationToken) && ClockAgrees;

    /// <summary>Whether the ledger answers now, whatever was known before.</summary>
    public Task<bool> ProbeAsync(CancellationToken cancellationToken) => ledger.ProbeAsync(cancellationToken);
}
