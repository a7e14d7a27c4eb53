using System.Net.Sockets;
using Azure;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;

namespace TriggerBridge.Credentials;

/// <summary>Reads secrets from Azure Key Vault. The client, and with it the identity, is made at the first read: start-up does not wait for it.</summary>
internal sealed class KeyVaultSecretSource(Func<SecretClient> createClient, TimeProvider time) : ISecretSource
{
    // A throttled vault may ask for a longer pause than any sender waits.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    private readonly Lazy<SecretClient> _client = new(createClient);

    public string Place => _client.Value.VaultUri.Host;

    public async Task<SecretLookup> ReadAsync(string name, CancellationToken cancellationToken)
    {
        // The name becomes a part of the path, where a slash would choose a version.
        if (!IsVaultName(name))
            return new SecretLookup.Unavailable(name, KeyVaultFailure.BadName);

        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var response = await _client.Value.GetSecretAsync(name, cancellationToken: either.Token);
            return new SecretLookup.Found(new SecretValue(response.Value.Value));
        }
        catch (RequestFailedException failure) when (failure.Status == 404)
        {
            return new SecretLookup.Missing(name);
        }
        catch (RequestFailedException failure)
        {
            return new SecretLookup.Unavailable(name, KeyVaultFailure.Describe(failure)) { IsRefusal = KeyVaultFailure.IsRefusal(failure) };
        }
        catch (AuthenticationFailedException)
        {
            return new SecretLookup.Unavailable(name, KeyVaultFailure.NoIdentity);
        }
        catch (Exception fault) when (fault is AggregateException or SocketException)
        {
            // What Azure.Core throws when its retries are used up without any answer; and what it lets through when a connection is reset while it opens.
            return new SecretLookup.Unavailable(name, KeyVaultFailure.Unreachable);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SecretLookup.Unavailable(name, KeyVaultFailure.TooSlow);
        }
    }

    private static bool IsVaultName(string name) => name.Length is > 0 and <= 127 && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '-');
}
