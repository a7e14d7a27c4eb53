using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using TriggerBridge.Bridges;
using TriggerBridge.Credentials;
using TriggerBridge.Pacing;
using TriggerBridge.SailPoint;
using TriggerBridge.SailPoint.Execute;
using TriggerBridge.SailPoint.Tokens;
using TriggerBridge.Tenants;

namespace TriggerBridge.Dispatch;

/// <summary>Obtains what a call needs, in this order: the workflow's credential from the vault, its client's permit, a token from ISC.</summary>
internal sealed class IscAccess(TenantDirectory tenants, SecretCache secrets, TokenCache tokens, CircuitBreakers breakers, CredentialAlarm alarm)
{
    // For as long as the cache of secrets hands out the same one: parsing it at every call takes longer than all else here.
    private readonly ConcurrentDictionary<WorkflowTarget, Trigger> _triggers = new();

    /// <param name="target">The workflow to be called.</param>
    /// <param name="kind">What the call is for.</param>
    /// <param name="mostWait">How long a permit may be waited for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<AccessResult> ObtainAsync(WorkflowTarget target, CallKind kind, TimeSpan mostWait, CancellationToken cancellationToken)
    {
        var result = await TryObtainAsync(target, kind, mostWait, cancellationToken);
        if (result is AccessResult.NoCredential without)
            alarm.Raise(target.Tenant, target.Credential, without.Reason);
        return result;
    }

    /// <summary>Lets the breakers know which client a workflow's credential holds, if it can be read.</summary>
    public async ValueTask IdentifyAsync(WorkflowTarget target, CancellationToken cancellationToken)
    {
        if (await secrets.GetAsync(target.Credential, cancellationToken) is SecretLookup.Found found
            && ClientCredential.TryParse(found.Value.Reveal(), out var credential, out _))
        {
            breakers.Learn(target.Tenant, target.Credential, credential.Id);
        }
    }

    /// <summary>ISC answered 401: the token is dropped and the credential read again, for it may have been rotated.</summary>
    public async ValueTask RejectAsync(AccessResult.Ready refused, CancellationToken cancellationToken)
    {
        tokens.Reject(refused.Token);
        await secrets.RefreshAsync(refused.CredentialName, refused.Secret, cancellationToken);
    }

    /// <summary>ISC answered 401 again, to a renewed token.</summary>
    public void RefusedAgain(WorkflowTarget target) =>
        alarm.Raise(target.Tenant, target.Credential, $"ISC does not accept the tokens of the credential '{target.Credential}'.");

    private async ValueTask<AccessResult> TryObtainAsync(WorkflowTarget target, CallKind kind, TimeSpan mostWait, CancellationToken cancellationToken)
    {
        switch (await secrets.GetAsync(target.Credential, cancellationToken))
        {
            case SecretLookup.Found found:
                var result = await WithSecretAsync(target, found.Value, kind, mostWait, cancellationToken);
                return result is AccessResult.WrongCredential ? await WithNewerSecretAsync(target, found.Value, kind, mostWait, cancellationToken) : result;
            case SecretLookup.Missing:
                return new AccessResult.NoCredential($"The secret '{target.Credential}' does not exist.");
            case SecretLookup.Unavailable unavailable:
                return new AccessResult.NoCredential($"The secret '{target.Credential}' cannot be read: {unavailable.Reason}");
            default:
                throw new InvalidOperationException("A secret's look-up has no such case.");
        }
    }

    private async ValueTask<AccessResult> WithNewerSecretAsync(WorkflowTarget target, SecretValue refused, CallKind kind, TimeSpan mostWait, CancellationToken cancellationToken)
    {
        var again = await secrets.RefreshAsync(target.Credential, refused, cancellationToken);
        return again is SecretLookup.Found found && !found.Value.SameAs(refused)
            ? await WithSecretAsync(target, found.Value, kind, mostWait, cancellationToken)
            : new AccessResult.WrongCredential($"ISC does not accept the credential '{target.Credential}'.");
    }

    private async ValueTask<AccessResult> WithSecretAsync(WorkflowTarget target, SecretValue secret, CallKind kind, TimeSpan mostWait, CancellationToken cancellationToken)
    {
        var tenant = tenants[target.Tenant];
        if (!TryRead(tenant, target, secret, out var trigger, out var problem))
            return new AccessResult.NoCredential(problem);

        breakers.Learn(target.Tenant, target.Credential, trigger.Credential.Id);
        var admission = await breakers.EnterAsync(target.Tenant, trigger.Credential.Id, kind, mostWait, cancellationToken);
        if (admission is not CallAdmission.Granted { Permit: var permit })
            return new AccessResult.ClientUnavailable(((CallAdmission.Refused)admission).Reason);

        TokenResult? result = null;
        try
        {
            result = await tokens.GetAsync(tenant, trigger.Credential, cancellationToken);
            return result is TokenResult.Issued issued
                ? new AccessResult.Ready(trigger.ExecuteUrl, issued.Token, target.Credential, secret, permit)
                : WithoutToken(result, kind, permit);
        }
        finally
        {
            if (result is not TokenResult.Issued)
                permit.Dispose();
        }
    }

    private static AccessResult WithoutToken(TokenResult result, CallKind kind, CallPermit permit)
    {
        var report = CallReport.WithoutToken(kind, result);
        permit.Report(report);
        return (result, report) switch
        {
            (TokenResult.WrongCredential wrong, _) => new AccessResult.WrongCredential(wrong.Message),
            (TokenResult.Unavailable unavailable, CallReport.NotMade) =>
                new AccessResult.NotReady($"No token: {unavailable.Message}") { RetryAfter = unavailable.RetryAfter },
            (TokenResult.Unavailable unavailable, _) => new AccessResult.ClientUnavailable($"No token: {unavailable.Message}"),
            _ => throw new InvalidOperationException("A token's result has no such case."),
        };
    }

    private bool TryRead(
        IscTenant tenant, WorkflowTarget target, SecretValue secret, [NotNullWhen(true)] out Trigger? trigger, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        if (_triggers.TryGetValue(target, out trigger) && ReferenceEquals(trigger.Secret, secret))
            return true;

        if (!ClientCredential.TryParse(secret.Reveal(), out var credential, out var flaw))
        {
            problem = $"The secret '{target.Credential}' is not a credential: {flaw}";
            return false;
        }

        if (!ExternalWorkflowClient.TryResolveExecuteUrl(tenant, target.Id, credential.Url, out var url, out var objection))
        {
            problem = $"The secret '{target.Credential}' is not used: its 'url' {objection}. It must be https, and at the host of "
                + $"TriggerBridge__Tenants__{tenant.Name}__BaseUrl or one of TriggerBridge__Tenants__{tenant.Name}__AllowedHosts.";
            return false;
        }

        trigger = new Trigger(secret, credential, url);
        _triggers[target] = trigger;
        return true;
    }

    private sealed record Trigger(SecretValue Secret, ClientCredential Credential, Uri ExecuteUrl);
}

/// <summary>Whether a call can be made.</summary>
internal abstract record AccessResult
{
    /// <summary>It can. Whoever asked disposes of it: without a report, the call was not made.</summary>
    public sealed record Ready(Uri ExecuteUrl, AccessToken Token, string CredentialName, SecretValue Secret, CallPermit Permit) : AccessResult, IDisposable
    {
        public void Dispose() => Permit.Dispose();
    }

    /// <summary>
    /// The client takes no call now: it is paused, out of permits or out of reach. Nothing is wrong with the delivery, which waits in
    /// the order in which it came.
    /// </summary>
    public sealed record ClientUnavailable(string Reason) : AccessResult;

    /// <summary>Not now; tried again later.</summary>
    public record NotReady(string Reason) : AccessResult
    {
        public TimeSpan? RetryAfter { get; init; }
    }

    /// <summary>The credential is missing, cannot be read or is none: a person must see to it, and until then it is tried again ever more slowly.</summary>
    public record NoCredential(string Reason) : NotReady(Reason);

    /// <summary>The token endpoint refused the credential.</summary>
    public sealed record WrongCredential(string Reason) : NoCredential(Reason);
}
