namespace TriggerBridge.Credentials;

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
