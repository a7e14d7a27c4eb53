using Azure;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using TriggerBridge.Cli.Output;
using TriggerBridge.Credentials;
using TriggerBridge.Operators;

namespace TriggerBridge.Cli.Keys;

/// <summary>A list of API keys in Key Vault, by the identity of whoever runs the program. Each write makes a version, and those before stay readable in the vault.</summary>
internal sealed class VaultKeyList(SecretClient client, string secret) : IKeyListStore
{
    public string Place => $"'{secret}' in {client.VaultUri.Host}";

    public Task<StoredKeys> ReadAsync(CancellationToken cancellationToken) => AskAsync(async () =>
    {
        try
        {
            return StoredKeys.Parse((await client.GetSecretAsync(secret, cancellationToken: cancellationToken)).Value.Value, Place);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return StoredKeys.None;
        }
    });

    // The vault knows no condition for a write: what is left is the moment between this read and the write.
    public async Task ReplaceAsync(StoredKeys read, ApiKeyList list, CancellationToken cancellationToken)
    {
        read.RefuseIfChanged(await ReadAsync(cancellationToken), Place);
        await AskAsync(() => client.SetSecretAsync(new KeyVaultSecret(secret, list.Write()) { Properties = { ContentType = "application/json" } }, cancellationToken));
    }

    private async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (RequestFailedException failure) when (failure.Status == 403)
        {
            throw new CliException($"You may not change the secrets of {client.VaultUri.Host} (403): you need the role 'Key Vault Secrets Officer', and its network rules must let you in.", ExitCode.NoPermission, failure);
        }
        catch (RequestFailedException failure)
        {
            throw new CliException($"{Place}: {KeyVaultFailure.Describe(failure)}.", ExitCode.Unavailable, failure);
        }
        catch (AuthenticationFailedException failure)
        {
            throw new CliException("You are not signed in to Azure: run 'az login'.", ExitCode.NoPermission, failure);
        }
        catch (AggregateException failure)
        {
            throw new CliException($"{client.VaultUri.Host} cannot be reached; check --vault, DNS and the vault's network rules.", ExitCode.Unavailable, failure);
        }
    }
}
