using TriggerBridge.Credentials;
using TriggerBridge.SailPoint.Executions;
using TriggerBridge.SailPoint.Tokens;
using TriggerBridge.Tenants;

namespace TriggerBridge.Tracking;

/// <summary>Obtains the credential by which a tenant's executions may be read.</summary>
internal sealed class ReadAccess(TenantDirectory tenants, SecretCache secrets, CredentialAlarm alarm)
{
    public async ValueTask<ReadAccessResult> ObtainAsync(string tenant, CancellationToken cancellationToken)
    {
        if (tenants.ReadCredentialOf(tenant) is not { } name)
            return new ReadAccessResult.NotReady("The tenant has no read credential.");

        ReadAccessResult result = await secrets.GetAsync(name, cancellationToken) switch
        {
            SecretLookup.Found found when ClientCredential.TryParse(found.Value.Reveal(), out var credential, out var problem) =>
                new ReadAccessResult.Ready(new IscReader(tenants[tenant], credential), name, found.Value),
            SecretLookup.Found => new ReadAccessResult.NotReady($"The secret '{name}' is not a credential."),
            SecretLookup.Missing => new ReadAccessResult.NotReady($"The secret '{name}' does not exist."),
            SecretLookup.Unavailable unavailable => new ReadAccessResult.NotReady($"The secret '{name}' cannot be read: {unavailable.Reason}"),
            _ => throw new InvalidOperationException("A secret's look-up has no such case."),
        };
        if (result is ReadAccessResult.NotReady notReady)
            alarm.Raise(tenant, name, notReady.Reason);
        return result;
    }

    /// <summary>ISC refused the credential, renewed token and all: it is read again, for it may have been rotated.</summary>
    /// <param name="refused">The credential.</param>
    /// <param name="why">In plain words, with the credential's name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask RejectAsync(ReadAccessResult.Ready refused, string why, CancellationToken cancellationToken)
    {
        var again = await secrets.RefreshAsync(refused.CredentialName, refused.Secret, cancellationToken);
        if (again is SecretLookup.Found found && found.Value.SameAs(refused.Secret))
            alarm.Raise(refused.Reader.Tenant.Name, refused.CredentialName, why);
    }
}

/// <summary>Whether a tenant's executions can be read.</summary>
internal abstract record ReadAccessResult
{
    public sealed record Ready(IscReader Reader, string CredentialName, SecretValue Secret) : ReadAccessResult;

    public sealed record NotReady(string Reason) : ReadAccessResult;
}
