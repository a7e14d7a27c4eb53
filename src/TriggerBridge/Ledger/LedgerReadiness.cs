namespace TriggerBridge.Ledger;

/// <summary>Whether the ledger can take a delivery. Costs a call only until it first answered and after it was seen to be away.</summary>
public sealed class LedgerReadiness
{
    private readonly LedgerTables _tables;
    private volatile bool _ready;

    internal LedgerReadiness(LedgerTables tables) => _tables = tables;

    public async ValueTask<bool> IsReadyAsync(CancellationToken cancellationToken) => _ready || await ProbeAsync(cancellationToken);

    /// <summary>Asks the ledger, whatever was known before.</summary>
    public async Task<bool> ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _tables.ProbeAsync(cancellationToken);
            return _ready = true;
        }
        catch (LedgerUnavailableException)
        {
            return _ready = false;
        }
    }

    internal void ReportAway() => _ready = false;
}
