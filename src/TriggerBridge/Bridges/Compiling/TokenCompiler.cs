using TriggerBridge.Bridges.Files;
using TriggerBridge.Json;
using TriggerBridge.Webhooks.Senders;
using TriggerBridge.Webhooks.Tokens;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>Makes of a webhook's section what its sender's tokens must say.</summary>
/// <param name="isDevelopment">Keys may come from this machine without TLS.</param>
internal sealed class TokenCompiler(ProofSection section, string at, bool isDevelopment, ICollection<DocumentProblem> problems)
{
    private const int LongestName = 200;

    // In place of an address that is wrong, so that nothing else is said of what lacks it.
    private static readonly Uri Unknown = new("https://unknown.invalid");

    public TokenOptions Compile()
    {
        if (section is { Parameter: not null, Header: not null } or { Parameter: not null, Prefix: not null } && section.Scheme == TokenSenders.Generic)
            Problem("parameter", "the token stands in the query or in a header: leave header and prefix out, or this");
        return new TokenOptions
        {
            Prefix = section.Prefix,
            Algorithms = CompileAlgorithms(),
            Keys = CompileKeys(),
            Issuers = Texts("issuer", section.Issuer),
            Audiences = Texts("audience", section.Audience),
            Claims = CompileClaims(),
            CallerClaim = ClaimName("callerClaim", section.CallerClaim),
            Callers = Texts("caller", section.Caller),
            BodyHash = ClaimName("bodyHash", section.BodyHash),
            Tenant = CompileTenant(),
            BaseUrl = CompileBaseUrl(),
        };
    }

    // Which ones the token may have is decided here, so that no token can choose: with a public key for a secret, anyone could sign.
    private IReadOnlyList<string>? CompileAlgorithms()
    {
        if (Texts("algorithms", section.Algorithms) is not { } algorithms) return null;
        var allowed = section.Keys is null ? TokenAlgorithm.OfSecrets : TokenAlgorithm.OfPublishedKeys;
        var other = section.Keys is null ? TokenAlgorithm.OfPublishedKeys : TokenAlgorithm.OfSecrets;
        foreach (var algorithm in algorithms.Where(algorithm => !allowed.Contains(algorithm, StringComparer.Ordinal)))
        {
            Problem("algorithms", !other.Contains(algorithm, StringComparer.Ordinal) ? ClosestName.Objection(algorithm, allowed, "an algorithm", "algorithms")
                : section.Keys is null ? $"{algorithm} needs the sender's public keys: name their address as $.webhook.keys"
                : $"{algorithm} is for a secret, and $.webhook.keys are public: leave one of them out");
        }

        return algorithms;
    }

    private Uri? CompileKeys()
    {
        if (section.Keys is not { } text) return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0 || url.UserInfo.Length > 0 || url.Fragment.Length > 0)
            return Refuse("keys", "expected an address such as https://login.example.com/.well-known/openid-configuration");
        if (url.Scheme == Uri.UriSchemeHttps || (isDevelopment && url.IsLoopback && url.Scheme == Uri.UriSchemeHttp)) return url;
        return Refuse("keys", url.IsLoopback ? "expected https; http to this machine is for Development" : "expected https: keys that anyone on the way can change prove nothing");
    }

    private Uri? CompileBaseUrl()
    {
        if (section.BaseUrl is not { } text) return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps && url.Query.Length == 0 && url.Fragment.Length == 0
            ? url
            : Refuse("baseUrl", "expected the app's baseUrl of its descriptor, such as https://bridge.example.com/api");
    }

    private string? CompileTenant()
    {
        if (section.Tenant is null || Guid.TryParseExact(section.Tenant, "D", out _)) return section.Tenant?.ToLowerInvariant();
        Problem("tenant", "expected the tenant's id (not its domain), such as c17bea3a-574d-453c-9e04-4365fbf5af0b");
        return null;
    }

    private IReadOnlyList<ClaimRule> CompileClaims()
    {
        var claims = section.Claims?.All ?? [];
        if (section.Claims is not null && claims.Any(claim => claim.Key.Length is 0 or > LongestName || claim.Value.Count == 0 || claim.Value.Contains("", StringComparer.Ordinal)))
            Problem("claims", "expected claims by name, each with the text that it must have or a list of those");
        return [.. claims.Select(claim => ClaimRule.Of(claim.Key, claim.Value))];
    }

    private IReadOnlyList<string>? Texts(string key, TextList? texts)
    {
        if (texts is { All: var all } && (all.Count == 0 || all.Contains("", StringComparer.Ordinal)))
            Problem(key, "expected a text or a list of texts, none of them empty");
        return texts?.All;
    }

    private string? ClaimName(string key, string? name)
    {
        if (name is not null && name.Length is 0 or > LongestName) Problem(key, "expected a claim's name, such as sub");
        return name;
    }

    private Uri Refuse(string key, string problem)
    {
        Problem(key, problem);
        return Unknown;
    }

    private string At(string key) => at + "." + key;

    private void Problem(string key, string problem) => problems.Add(new(At(key), problem));
}
