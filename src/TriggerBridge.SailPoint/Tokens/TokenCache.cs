using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace TriggerBridge.SailPoint.Tokens;

/// <summary>Keeps one token per credential, renewed when 10 % of its lifetime (60 s at most) are left. Thread-safe.</summary>
public sealed class TokenCache
{
    private readonly ConcurrentDictionary<Key, TokenSlot> _slots = new();
    private readonly TokenEndpoint _endpoint;
    private readonly TimeProvider _time;

    internal TokenCache(TokenEndpoint endpoint, TimeProvider time)
    {
        _endpoint = endpoint;
        _time = time;
    }

    /// <summary>
    /// The cached token, or the answer to the one request in flight for this credential, however many callers wait for it.
    /// Failures are not kept. Cancelling ends this caller's wait only; the request itself has its own time-out (10 s).
    /// </summary>
    /// <exception cref="OperationCanceledException">This caller's wait was cancelled.</exception>
    public ValueTask<TokenResult> GetAsync(IscTenant tenant, ClientCredential credential, CancellationToken cancellationToken)
    {
        var slot = _slots.GetOrAdd(
            Key.Of(tenant, credential),
            static (_, of) => new TokenSlot(() => of.Endpoint.RequestAsync(of.tenant, of.credential), of.Time),
            (Endpoint: _endpoint, Time: _time, tenant, credential));
        return slot.GetAsync(cancellationToken);
    }

    /// <summary>
    /// Drops a token that ISC answered with 401, if it is still the cached one, so that a storm of 401s asks for one new token.
    /// </summary>
    public void Reject(AccessToken rejected)
    {
        foreach (var slot in _slots.Values)
            slot.Reject(rejected);
    }

    // The secret's hash: a replaced secret must not get the old client's token, and a key should hold no secret.
    private readonly record struct Key(string BaseUrl, string ClientId, UInt128 SecretHash)
    {
        public static Key Of(IscTenant tenant, ClientCredential credential)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(MemoryMarshal.AsBytes(credential.Secret.AsSpan()), hash);
            return new Key(tenant.BaseUrl.AbsoluteUri, credential.Id, MemoryMarshal.Read<UInt128>(hash));
        }
    }
}

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
