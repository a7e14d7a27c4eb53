namespace TriggerBridge.SailPoint.Tokens;

/// <summary>The token of one credential: the one that is kept, and the one request that may be in flight.</summary>
internal sealed class TokenSlot(Func<Task<TokenResult>> request, TimeProvider time)
{
    private static readonly TimeSpan MaxMargin = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private volatile Kept? _kept;
    private Task<TokenResult>? _inFlight;

    public ValueTask<TokenResult> GetAsync(CancellationToken cancellationToken)
    {
        if (Fresh() is { } issued)
            return new ValueTask<TokenResult>(issued);

        Task<TokenResult> shared;
        lock (_gate)
        {
            // Another caller's request may have ended since.
            if (Fresh() is { } renewed)
                return new ValueTask<TokenResult>(renewed);
            shared = _inFlight ??= Task.Run(RequestAsync, CancellationToken.None);
        }

        return new ValueTask<TokenResult>(shared.WaitAsync(cancellationToken));
    }

    public void Reject(AccessToken rejected)
    {
        lock (_gate)
        {
            if (ReferenceEquals(_kept?.Issued.Token, rejected))
                _kept = null;
        }
    }

    private TokenResult.Issued? Fresh() =>
        _kept is { } kept && time.GetElapsedTime(kept.Since) < kept.UsableFor ? kept.Issued : null;

    private async Task<TokenResult> RequestAsync()
    {
        // Counted from before the request, so never longer than ISC counts.
        var since = time.GetTimestamp();
        Kept? kept = null;
        try
        {
            var result = await request();
            if (result is TokenResult.Issued issued)
                kept = new Kept(issued, since, UsableFor(issued.Token.Lifetime));
            return result;
        }
        finally
        {
            lock (_gate)
            {
                _kept = kept;
                _inFlight = null;
            }
        }
    }

    private static TimeSpan UsableFor(TimeSpan lifetime)
    {
        var tenth = lifetime / 10;
        return lifetime - (tenth < MaxMargin ? tenth : MaxMargin);
    }

    private sealed record Kept(TokenResult.Issued Issued, long Since, TimeSpan UsableFor);
}
