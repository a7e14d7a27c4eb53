using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using TriggerBridge.Simulator.Configuration;

namespace TriggerBridge.Simulator.Tokens;

/// <summary>Issues bearer tokens to the tenant's clients and recognises them until they expire.</summary>
internal sealed class TokenStore(SimulatorOptions options, TimeProvider clock)
{
    private const string Scheme = "Bearer ";

    private readonly ConcurrentDictionary<string, IssuedToken> _tokens = new(StringComparer.Ordinal);
    private readonly bool _isOpen = options.Clients.Count == 0;
    private readonly ConcurrentDictionary<string, RegisteredClient> _clients =
        new(options.Clients.Select(client => KeyValuePair.Create(client.Id, client)), StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _clientOfWorkflow = new(StringComparer.Ordinal);

    public IReadOnlyCollection<RegisteredClient> Clients => [.. _clients.Values];

    /// <summary>The last client that was made for each workflow.</summary>
    public IReadOnlyDictionary<string, string> ClientOfWorkflow => _clientOfWorkflow;

    /// <summary>Lets a client in that was made elsewhere, in place of one of the same id.</summary>
    public void Put(RegisteredClient client) => _clients[client.Id] = client;

    /// <summary>What was known before a restart; the clients of the command line count more.</summary>
    public void Restore(IEnumerable<RegisteredClient> clients, IReadOnlyDictionary<string, string> clientOfWorkflow)
    {
        foreach (var client in clients)
            _clients.TryAdd(client.Id, client);
        foreach (var (workflow, client) in clientOfWorkflow)
            _clientOfWorkflow[workflow] = client;
    }

    public TokenOutcome Issue(string clientId, string clientSecret)
    {
        var registered = _clients.GetValueOrDefault(clientId);
        if (registered is null ? !_isOpen : !AreEqual(registered.Secret, clientSecret))
            return new TokenOutcome.Refused();

        var now = clock.GetUtcNow();
        ForgetExpired(now);
        var value = RandomNumberGenerator.GetHexString(64, lowercase: true);
        var token = new IssuedToken(clientId, registered?.Kind, now + options.TokenLifetime);
        _tokens[value] = token;
        return new TokenOutcome.Issued(value, options.TokenLifetime, token.Kind);
    }

    /// <summary>Makes the external-trigger client of a workflow; the one before it, and its tokens, are no longer known.</summary>
    public RegisteredClient Register(string workflowId)
    {
        var client = new RegisteredClient
        {
            Id = Guid.NewGuid().ToString("N"), Secret = RandomNumberGenerator.GetHexString(64, lowercase: true), Kind = ClientKind.External,
        };
        _clients[client.Id] = client;
        string? replaced = null;
        _clientOfWorkflow.AddOrUpdate(workflowId, client.Id, (_, before) =>
        {
            replaced = before;
            return client.Id;
        });
        if (replaced is not null)
            Forget(replaced);
        return client;
    }

    public Authentication Authenticate(string? authorization)
    {
        if (authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return new Authentication.Refused("JWT validation failed: no bearer token");
        if (!_tokens.TryGetValue(authorization[Scheme.Length..], out var token))
            return new Authentication.Refused("JWT validation failed: unknown token");
        if (token.ExpiresAt <= clock.GetUtcNow())
            return new Authentication.Refused("JWT validation failed: JWT is expired");
        return new Authentication.Accepted(token.ClientId, token.Kind);
    }

    private void Forget(string clientId)
    {
        // A secret that nobody has: in an open tenant an unknown client would be let in again.
        _clients[clientId] = new RegisteredClient { Id = clientId, Secret = RandomNumberGenerator.GetHexString(64), Kind = ClientKind.External };
        foreach (var (value, token) in _tokens)
            if (string.Equals(token.ClientId, clientId, StringComparison.Ordinal))
                _tokens.TryRemove(value, out _);
    }

    private void ForgetExpired(DateTimeOffset now)
    {
        // For a while an expired token is still told from an unknown one.
        foreach (var (value, token) in _tokens)
            if (token.ExpiresAt + options.TokenLifetime <= now)
                _tokens.TryRemove(value, out _);
    }

    private static bool AreEqual(string expected, string actual) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(actual));

    private sealed record IssuedToken(string ClientId, ClientKind? Kind, DateTimeOffset ExpiresAt);
}
