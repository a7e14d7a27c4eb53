namespace TriggerBridge.SailPoint.Tokens;

/// <summary>Keeps one token per credential and asks for a new one shortly before it expires.</summary>
public sealed class TokenCache
{
    /// <summary>
    /// The cached token, or the answer to the one request in flight for this credential, however many callers wait for it.
    /// Failures are not kept. Cancelling ends this caller's wait only; the request itself has its own time-out.
    /// </summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1822", Justification = "Signature first.")]
    public ValueTask<TokenResult> GetAsync(IscTenant tenant, ClientCredential credential, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Not written yet.");

    /// <summary>
    /// Drops a token that ISC answered with 401, if it is still the cached one, so that a storm of 401s asks for one new token.
    /// </summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1822", Justification = "Signature first.")]
    public void Reject(AccessToken rejected) => throw new NotSupportedException("Not written yet.");
}
