using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using TriggerBridge.Bridges;
using TriggerBridge.Credentials;
using TriggerBridge.SailPoint;
using TriggerBridge.SailPoint.Execute;
using TriggerBridge.SailPoint.Tokens;

namespace TriggerBridge.Dispatch;

/// <summary>Obtains what a call needs: the workflow's credential from the vault and a token from ISC.</summary>
internal sealed class IscAccess(TenantDirectory tenants, SecretCache secrets, TokenCache tokens)
{
    // For as long as the cache of secrets hands out the same one: parsing it at every call takes longer than all else here.
    private readonly ConcurrentDictionary<WorkflowTarget, Trigger> _triggers = new();

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
        if (!TryRead(tenant, target, secret, out var trigger, out var problem))
            return new AccessResult.NotReady($"The secret '{target.Credential}' is not a credential: {problem}");

        return await tokens.GetAsync(tenant, trigger.Credential, cancellationToken) switch
        {
            TokenResult.Issued issued => new AccessResult.Ready(trigger.ExecuteUrl, issued.Token, target.Credential, secret),
            TokenResult.WrongCredential wrong => new AccessResult.WrongCredential(wrong.Message),
            TokenResult.Unavailable unavailable => new AccessResult.NotReady($"No token: {unavailable.Message}") { RetryAfter = unavailable.RetryAfter },
            _ => throw new InvalidOperationException("A token's result has no such case."),
        };
    }

    private bool TryRead(
        IscTenant tenant, WorkflowTarget target, SecretValue secret, [NotNullWhen(true)] out Trigger? trigger, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        if (_triggers.TryGetValue(target, out trigger) && ReferenceEquals(trigger.Secret, secret))
            return true;

        if (!ClientCredential.TryParse(secret.Reveal(), out var credential, out problem))
            return false;

        trigger = new Trigger(secret, credential, ExternalWorkflowClient.ResolveExecuteUrl(tenant, target.Id, credential.Url));
        _triggers[target] = trigger;
        return true;
    }

    private sealed record Trigger(SecretValue Secret, ClientCredential Credential, Uri ExecuteUrl);
}
