using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using TriggerBridge.Tenants;

namespace TriggerBridge.Pacing;

/// <summary>The gates of one tenant's clients.</summary>
/// <param name="settings">The tenant's limits.</param>
/// <param name="usage">What was used of them.</param>
/// <param name="pace">How they are kept.</param>
/// <param name="create">Makes the gate of a client id.</param>
internal sealed class TenantGates(TenantSettings settings, TenantUsage usage, TenantRateLimiter pace, Func<string, ClientGate> create) : IDisposable
{
    private readonly ConcurrentDictionary<string, ClientGate> _clients = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _clientIds = new(StringComparer.Ordinal);

    public TenantSettings Settings => settings;

    public TenantUsage Usage => usage;

    public TenantRateLimiter Pace => pace;

    public IEnumerable<ClientGate> All => _clients.Values;

    public ClientGate this[string clientId] => _clients.GetOrAdd(clientId, create);

    /// <summary>Remembers which client a credential holds, so that the straight way can ask by the credential's name.</summary>
    public void Learn(string credentialName, string clientId) => _clientIds[credentialName] = clientId;

    public bool TryFind(string credentialName, [NotNullWhen(true)] out ClientGate? gate)
    {
        gate = _clientIds.TryGetValue(credentialName, out var clientId) ? this[clientId] : null;
        return gate is not null;
    }

    public void Dispose() => usage.Dispose();
}
