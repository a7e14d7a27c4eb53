namespace TriggerBridge.Credentials;

/// <summary>Where secrets are read from. Failures that an operator can fix are answers, not exceptions.</summary>
internal interface ISecretSource
{
    /// <summary>For people: the vault's host or the file's name.</summary>
    string Place { get; }

    /// <summary>How long a found secret may be used before it is read again.</summary>
    TimeSpan Lifetime => TimeSpan.FromMinutes(5);

    /// <summary>Reading takes no longer than looking at a file does, so that it can always be waited for.</summary>
    bool AnswersAtOnce => false;

    Task<SecretLookup> ReadAsync(string name, CancellationToken cancellationToken);
}

/// <summary>What became of reading a secret by its name.</summary>
public abstract record SecretLookup
{
    private SecretLookup()
    {
    }

    public sealed record Found(SecretValue Value) : SecretLookup;

    /// <summary>The vault (or the secrets file) answered, and holds no secret of this name.</summary>
    public sealed record Missing(string Name) : SecretLookup;

    /// <summary>The secret could not be read now. <c>Reason</c> says what an operator can do and never holds a secret.</summary>
    public sealed record Unavailable(string Name, string Reason) : SecretLookup
    {
        /// <summary>The vault answered, and does not let this app in: waiting does not help.</summary>
        public bool IsRefusal { get; init; }
    }
}
