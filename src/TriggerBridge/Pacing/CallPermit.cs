namespace TriggerBridge.Pacing;

/// <summary>
/// One call of ISC that may be made. What came of it is reported once; a permit that is disposed of without a report was not used, whatever
/// the reason: an exception, too, gives a probe back.
/// </summary>
internal sealed class CallPermit(CircuitBreakers breakers, string tenant, string clientId, string? probeId, CallQueue.PacedCall? call) : IDisposable
{
    private bool _isUsed;

    /// <summary>The request is about to leave. A token or the ledger may have kept it waiting.</summary>
    /// <returns>False where the permit has lapsed meanwhile.</returns>
    public bool TryLeave() => call?.TryLeave() ?? true;

    /// <summary>What the call said about its client.</summary>
    public void Report(CallReport report)
    {
        if (report is CallReport.NotMade)
        {
            call?.GiveBack();
            return;
        }

        _isUsed = true;
        call?.Answered();
        breakers.Report(tenant, clientId, report);
    }

    public void Dispose()
    {
        if (_isUsed)
            return;
        _isUsed = true;
        call?.GiveUp();
        if (probeId is not null)
            breakers.GiveBackProbe(tenant, clientId, probeId);
    }
}
