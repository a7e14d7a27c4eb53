using TriggerBridge.Bridges;
using TriggerBridge.Credentials;
using TriggerBridge.SailPoint;
using TriggerBridge.SailPoint.Execute;
using TriggerBridge.SailPoint.Tokens;

namespace TriggerBridge.Dispatch;

/// <summary>Obtains what a call needs: the workflow's credential from the vault and a token from ISC.</summary>
internal sealed class IscAccess(TenantDirectory tenants, SecretCache secrets, TokenCache tokens)
{
    public async ValueTask<AccessResult> ObtainAsync(WorkflowTarget target, CancellationToken cancellationToken)
    {
        var tenant = tenants[target.Tenant];
        switch (await secrets.GetAsync(target.Credential, cancellationToken))
        {
            case SecretLookup.Found found:
                var result = await WithTokenAsync(tenant, target, found.Value, cancellationToken);
                return result is AccessResult.WrongCredential ? await WithNewerSecretAsync(tenant, target, found.Value, cancellationToken) : result;
            case SecretLookup.Missing:
                return new AccessResult.NotReady($"The secret '{target.Credential}' does not exist.");
            case SecretLookup.Unavailable unavailable:
                return new AccessResult.NotReady($"The secret '{target.Credential}' cannot be read: {unavailable.Reason}");
            default:
                throw new InvalidOperationException("A secret's look-up has no such case.");
        }
    }

    /// <summary>ISC answered 401: the token is dropped and the credential read again, for it may have been rotated.</summary>
    public async ValueTask RejectAsync(AccessResult.Ready refused, CancellationToken cancellationToken)
    {
        tokens.Reject(refused.Token);
        await secrets.RefreshAsync(refused.CredentialName, refused.Secret, cancellationToken);
    }

    private async ValueTask<AccessResult> WithNewerSecretAsync(IscTenant tenant, WorkflowTarget target, SecretValue refused, CancellationToken cancellationToken)
    {
        var again = await secrets.RefreshAsync(target.Credential, refused, cancellationToken);
        return again is SecretLookup.Found found && !found.Value.Matches(refused.Reveal())
            ? await WithTokenAsync(tenant, target, found.Value, cancellationToken)
            : new AccessResult.WrongCredential($"ISC does not accept the credential '{target.Credential}'.");
    }

    private async ValueTask<AccessResult> WithTokenAsync(IscTenant tenant, WorkflowTarget target, SecretValue secret, CancellationToken cancellationToken)
    {
        if (!ClientCredential.TryParse(secret.Reveal(), out var credential, out var problem))
            return new AccessResult.NotReady($"The secret '{target.Credential}' is not a credential: {problem}");

        return await tokens.GetAsync(tenant, credential, cancellationToken) switch
        {
            TokenResult.Issued issued => new AccessResult.Ready(
                ExternalWorkflowClient.ResolveExecuteUrl(tenant, target.Id, credential.Url), issued.Token, target.Credential, secret),
            TokenResult.WrongCredential wrong => new AccessResult.WrongCredential(wrong.Message),
            TokenResult.Unavailable unavailable => new AccessResult.NotReady($"No token: {unavailable.Message}") { RetryAfter = unavailable.RetryAfter },
            _ => throw new InvalidOperationException("A token's result has no such case."),
        };
    }
}
