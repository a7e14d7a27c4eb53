using TriggerBridge.Bridges;
using TriggerBridge.Credentials;
using TriggerBridge.Tenants;

namespace TriggerBridge.Flows.Operations.Health;

/// <summary>
/// Reads each secret that an enabled bridge or a tenant names, once. Afterwards the cache is warm, and what is missing or cannot be read now
/// stands in the log, a line each.
/// </summary>
internal sealed class SecretCheck
{
    // Enough that the last one comes soon, too few for the vault to throttle.
    private const int AtOnce = 4;

    private readonly BridgeCatalog _bridges;
    private readonly TenantDirectory _tenants;
    private readonly SecretCache _secrets;

    public SecretCheck(BridgeCatalog bridges, TenantDirectory tenants, SecretCache secrets)
    {
        _bridges = bridges;
        _tenants = tenants;
        _secrets = secrets;
    }

    /// <returns>What the vault refuses: a line for each reason, with the vault, the secrets and what to do. Empty where it refuses nothing.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellationToken)
    {
        var names = _bridges.All.Where(bridge => bridge.Enabled).SelectMany(bridge => bridge.SecretNames)
            .Concat(_bridges.Sources.Where(source => source.Enabled).SelectMany(source => source.Webhook.SecretNames))
            .Concat(_tenants.ReadCredentials).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var lookups = new SecretLookup[names.Length];
        var pace = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, names.Length, pace, async (i, token) => lookups[i] = await _secrets.GetAsync(names[i], token));

        return
        [
            .. lookups.OfType<SecretLookup.Unavailable>().Where(lookup => lookup.IsRefusal).GroupBy(lookup => lookup.Reason, lookup => lookup.Name, StringComparer.Ordinal)
                .Select(refused => $"{_secrets.Place} refuses {string.Join(", ", refused)}: {refused.Key}."),
        ];
    }
}
