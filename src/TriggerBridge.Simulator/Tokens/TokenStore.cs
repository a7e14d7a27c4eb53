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
    private readonly Dictionary<string, RegisteredClient> _clients =
        options.Clients.ToDictionary(client => client.Id, StringComparer.Ordinal);

    public TokenOutcome Issue(string clientId, string clientSecret)
    {
        var registered = _clients.GetValueOrDefault(clientId);
        if (_clients.Count > 0 && (registered is null || !AreEqual(registered.Secret, clientSecret)))
            return new TokenOutcome.Refused();

        var now = clock.GetUtcNow();
        ForgetExpired(now);
        var value = RandomNumberGenerator.GetHexString(64, lowercase: true);
        var token = new IssuedToken(clientId, registered?.Kind, now + options.TokenLifetime);
        _tokens[value] = token;
        return new TokenOutcome.Issued(value, options.TokenLifetime, token.Kind);
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
