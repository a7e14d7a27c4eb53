using Azure;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;

namespace TriggerBridge.Credentials;

/// <summary>Writes to Azure Key Vault, whose versions keep what was there before.</summary>
internal sealed class KeyVaultSecretStore(Func<SecretClient> createClient) : SecretStore
{
    private readonly Lazy<SecretClient> _client = new(createClient);

    public override string Place => _client.Value.VaultUri.AbsoluteUri;

    internal override bool TakesFromApp => true;

    public override async Task WriteAsync(string name, string value, CancellationToken cancellationToken)
    {
        try
        {
            await _client.Value.SetSecretAsync(new KeyVaultSecret(name, value) { Properties = { ContentType = "application/json" } }, cancellationToken);
        }
        catch (RequestFailedException failure) when (failure.Status == 403)
        {
            throw new SecretStoreException("the identity may not write to the vault (403): give it the role 'Key Vault Secrets Officer'.", failure);
        }
        catch (RequestFailedException failure)
        {
            throw new SecretStoreException(KeyVaultFailure.Describe(failure), failure);
        }
        catch (AuthenticationFailedException failure)
        {
            throw new SecretStoreException(KeyVaultFailure.NoIdentity, failure);
        }
        catch (AggregateException failure)
        {
            throw new SecretStoreException(KeyVaultFailure.Unreachable, failure);
        }
    }
}
