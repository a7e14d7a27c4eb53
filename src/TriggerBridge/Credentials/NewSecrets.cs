using System.Net.Sockets;

namespace TriggerBridge.Credentials;

/// <summary>Secrets that the app itself comes by, where there are none of their names. A secret that exists is never replaced.</summary>
internal sealed class NewSecrets(ISecretSource source, SecretStore store, TimeProvider time)
{
    // Whoever brings it waits for the answer.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    /// <summary>For people: where the secrets are.</summary>
    public string Place => source.Place;

    /// <summary>Whether any of these is there now, whatever was read before.</summary>
    /// <returns>Null where that cannot be known.</returns>
    public async Task<bool?> AnyExistsAsync(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        foreach (var name in names)
        {
            switch (await source.ReadAsync(name, cancellationToken))
            {
                case SecretLookup.Found:
                    return true;
                case SecretLookup.Unavailable:
                    return null;
            }
        }

        return false;
    }

    /// <returns>Null where it is stored; otherwise why it is not.</returns>
    public async Task<string?> TryAddAsync(string name, SecretValue secret)
    {
        if (!store.TakesFromApp) return "the app does not write to the secrets file";
        using var deadline = new CancellationTokenSource(Deadline, time);
        try
        {
            if (await source.ReadAsync(name, deadline.Token) is not SecretLookup.Missing) return "there is a secret of this name, or it cannot be known";
            await store.WriteAsync(name, secret.Reveal(), deadline.Token);
            return null;
        }
        catch (SecretStoreException refused)
        {
            return refused.Message;
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException)
        {
            return KeyVaultFailure.Unreachable;
        }
    }
}
