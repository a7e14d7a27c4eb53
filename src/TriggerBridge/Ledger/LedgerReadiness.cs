namespace TriggerBridge.Ledger;

/// <summary>
/// Whether the ledger can take a delivery. Costs a call only until it first answered and after it was seen to be away; then one caller a
/// second asks, and the others are told at once, since senders do not wait for time-outs.
/// </summary>
public sealed class LedgerReadiness
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(1);

    private readonly LedgerTables _tables;
    private readonly TimeProvider _time;
    private long _lastProbe;
    private volatile bool _wasReady;
    private volatile bool _ready;

    internal LedgerReadiness(LedgerTables tables, TimeProvider time)
    {
        _tables = tables;
        _time = time;
    }

    public async ValueTask<bool> IsReadyAsync(CancellationToken cancellationToken) =>
        _ready || ((!_wasReady || IsTimeToProbe()) && await ProbeAsync(cancellationToken));

    /// <summary>Asks the ledger, whatever was known before.</summary>
    public async Task<bool> ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _tables.ProbeAsync(cancellationToken);
            return _ready = _wasReady = true;
        }
        catch (LedgerUnavailableException)
        {
            return _ready = false;
        }
    }

    /// <summary>For a process that begins: what the first delivery would have to wait for.</summary>
    public async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        if (await ProbeAsync(cancellationToken))
            await _tables.EnsureCreatedAsync(cancellationToken);
    }

    internal void ReportAway() => _ready = false;

    private bool IsTimeToProbe()
    {
        var last = Interlocked.Read(ref _lastProbe);
        return _time.GetElapsedTime(last) >= ProbeInterval && Interlocked.CompareExchange(ref _lastProbe, _time.GetTimestamp(), last) == last;
    }
}
