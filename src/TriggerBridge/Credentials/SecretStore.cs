namespace TriggerBridge.Credentials;

/// <summary>Where a secret is put by somebody who sets up a bridge: a new version in Key Vault, or, in Development, an entry of the secrets file.</summary>
public abstract class SecretStore
{
    /// <summary>For people: the vault's address or the file's name.</summary>
    public abstract string Place { get; }

    /// <summary>The running app may put there what it comes by itself, if its identity is allowed to.</summary>
    internal virtual bool TakesFromApp => false;

    /// <summary>Stores a new version; the one before stays readable.</summary>
    /// <exception cref="SecretStoreException">It could not be stored.</exception>
    public abstract Task WriteAsync(string name, string value, CancellationToken cancellationToken);
}

/// <summary>A secret could not be stored. The message says what to do and holds no secret.</summary>
public sealed class SecretStoreException : Exception
{
    public SecretStoreException()
    {
    }

    public SecretStoreException(string message)
        : base(message)
    {
    }

    public SecretStoreException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
