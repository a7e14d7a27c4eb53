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
