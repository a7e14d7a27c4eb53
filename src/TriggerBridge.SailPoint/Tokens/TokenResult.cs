namespace TriggerBridge.SailPoint.Tokens;

/// <summary>What asking for a token came to.</summary>
public abstract record TokenResult
{
    private TokenResult()
    {
    }

    public sealed record Issued(AccessToken Token) : TokenResult;

    /// <summary>ISC refused the client (400 or 401): asking again will not help until the credential is replaced.</summary>
    public sealed record WrongCredential(int HttpStatus, string Message) : TokenResult;

    /// <summary>No usable answer: worth asking again, at the earliest after <paramref name="RetryAfter"/> if ISC named a time.</summary>
    public sealed record Unavailable(string Message, int? HttpStatus, TimeSpan? RetryAfter) : TokenResult;
}
