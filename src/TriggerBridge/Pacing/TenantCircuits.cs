using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using TriggerBridge.Tenants;

namespace TriggerBridge.Pacing;

/// <summary>The breakers of one tenant's clients.</summary>
/// <param name="settings">The tenant's limits.</param>
/// <param name="usage">What was used of them.</param>
/// <param name="pace">How they are kept.</param>
/// <param name="create">Makes the breaker of a client id.</param>
internal sealed class TenantCircuits(TenantSettings settings, TenantUsage usage, TenantRateLimiter pace, Func<string, CircuitBreaker> create) : IDisposable
{
    private readonly ConcurrentDictionary<string, CircuitBreaker> _clients = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _clientIds = new(StringComparer.Ordinal);

    public TenantSettings Settings => settings;

    public TenantUsage Usage => usage;

    public TenantRateLimiter Pace => pace;

    public IEnumerable<CircuitBreaker> All => _clients.Values;

    public CircuitBreaker this[string clientId] => _clients.GetOrAdd(clientId, create);

    /// <summary>Remembers which client a credential holds, so that the synchronous dispatch can ask by the credential's name.</summary>
    public void Learn(string credentialName, string clientId) => _clientIds[credentialName] = clientId;

    public bool TryFind(string credentialName, [NotNullWhen(true)] out CircuitBreaker? breaker)
    {
        breaker = _clientIds.TryGetValue(credentialName, out var clientId) ? this[clientId] : null;
        return breaker is not null;
    }

    public void Dispose() => usage.Dispose();
}
