using System.Collections.Frozen;

namespace TriggerBridge.Webhooks;

/// <summary>
/// The headers and query keys that may be kept with a delivery: no credentials, no signatures, bounded in number and size.
/// Names are in lower case.
/// </summary>
public sealed record StoredFields(IReadOnlyDictionary<string, string> Headers, IReadOnlyDictionary<string, string> Query)
{
    private const int MostFields = 64;
    private const int LongestValue = 2048;
    private const int MostCharacters = 16 * 1024;

    // The Functions host passes its keys on; App Service's sign-in adds the caller's tokens (x-ms-token-*) and claims. Front ends (App
    // Service, Static Web Apps, IIS, nginx, Traefik, Envoy) repeat the address with its query, where a key may stand as well.
    private static readonly FrozenSet<string> SecretHeaders = FrozenSet.Create(
        StringComparer.Ordinal,
        "authorization",
        "proxy-authorization",
        "cookie",
        "x-functions-key",
        "x-functions-clientid",
        "x-arr-clientcert",
        "x-zumo-auth",
        "x-original-url",
        "x-waws-unencoded-url",
        "x-ms-original-url",
        "x-rewrite-url",
        "x-original-uri",
        "x-forwarded-uri",
        "x-envoy-original-path",
        "referer");

    private static readonly string[] SecretHeaderPrefixes = ["x-ms-client-principal", "x-ms-token-"];

    private static readonly FrozenSet<string> SecretQuery = FrozenSet.Create(StringComparer.Ordinal, "code", "access_token");

    internal static StoredFields Of(WebhookRequest request, WebhookScheme scheme) => new(
        Keep(request.Headers, name => IsSecretHeader(name) || scheme.SensitiveHeaders.Contains(name)),
        Keep(request.Query, name => SecretQuery.Contains(name) || scheme.SensitiveQuery.Contains(name)));

    private static bool IsSecretHeader(string name) =>
        SecretHeaders.Contains(name) || Array.Exists(SecretHeaderPrefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    // By name, so that what falls to the limits is the same each time.
    private static SortedDictionary<string, string> Keep(IReadOnlyDictionary<string, string> fields, Predicate<string> isSecret)
    {
        var kept = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var characters = 0;
        var allowed = fields
            .Select(field => (Name: field.Key.ToLowerInvariant(), field.Value))
            .Where(field => field.Value.Length <= LongestValue && !isSecret(field.Name))
            .OrderBy(field => field.Name, StringComparer.Ordinal)
            .Take(MostFields);
        foreach (var (name, value) in allowed)
        {
            characters += name.Length + value.Length;
            if (characters > MostCharacters) break;
            kept[name] = value;
        }

        return kept;
    }
}
