using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Senders;

namespace TriggerBridge.Tests.Webhooks.Senders;

/// <summary>The senders that prove themselves by a token.</summary>
internal static class TokenSamples
{
    public const string Tenant = "6d1b8a3e-52f4-4c6e-9a57-1f0c2b7d9e48";
    public const string Audience = "api://bridge";
    public const string KeysAt = "https://login.example.com/keys";

    private static readonly SchemeOptions OfPublishedKeys = new()
    {
        Token = new() { Keys = new Uri(KeysAt), Issuers = ["https://login.example.com"], Audiences = ["bridge", "other"], Callers = ["sender"] },
    };

    private const string MoreOfPublishedKeys =
        $$""", "keys": "{{KeysAt}}", "issuer": "https://login.example.com", "audience": ["bridge", "other"], "caller": "sender" """;

    public static IReadOnlyList<SenderSample> All { get; } =
    [
        OfSecret("jwt", token => ("authorization", "Bearer " + token), (time, _) => Lasting(time)),
        OfSecret("jwt", token => ("x-token", token), (time, body) => new() { ["exp"] = SampleToken.Seconds(time) + 300, ["hash"] = Hash(body) }) with
        {
            SignsBody = true,
            Options = new() { Header = "X-Token", Token = new() { BodyHash = "hash" } },
            More = """, "header": "X-Token", "bodyHash": "hash" """,
        },
        OfSecret("jwt", token => ("?token", token), (time, _) => Lasting(time)) with { Options = new() { Parameter = "token" }, More = """, "parameter": "token" """ },
        OfKeys("jwt", KeysAt, OfPublishedKeys, MoreOfPublishedKeys, time => Lasting(time, ("iss", "https://login.example.com"), ("aud", "bridge"), ("sub", "sender"))),
        OfKeys("jwt", KeysAt, OfPublishedKeys with { Token = OfPublishedKeys.Token with { Algorithms = ["ES256"] } }, MoreOfPublishedKeys + """, "algorithms": "ES256" """, _ => []) with
        {
            Secret = SampleToken.EllipticKey("sender"),
            OtherSecret = SampleToken.EllipticKey("another"),
            Published = new Dictionary<string, byte[]>(StringComparer.Ordinal) { [KeysAt] = SampleToken.Jwks(SampleToken.EllipticKey("sender")) },
            Sign = static (key, content, time) => Request(content, "authorization", "Bearer " + SampleToken.Es256(
                key, Lasting(time, ("iss", "https://login.example.com"), ("aud", "bridge"), ("sub", "sender")))),
        },
        OfKeys(
            "google-pubsub",
            "https://www.googleapis.com/oauth2/v3/certs",
            new() { Token = new() { Audiences = ["https://hooks.example.com"], Callers = ["push@example.iam.gserviceaccount.com"] } },
            """, "audience": "https://hooks.example.com", "caller": "push@example.iam.gserviceaccount.com" """,
            time => Lasting(time, ("iss", "https://accounts.google.com"), ("aud", "https://hooks.example.com"), ("email", "push@example.iam.gserviceaccount.com"), ("email_verified", true), ("sub", "1"))),
        OfEntra("event-grid-entra", time => Version2(time, "4962773b-9cdb-44cf-a8bf-237846a00ab7")),
        OfEntra("event-grid-entra", time => Version1(time, "4962773b-9cdb-44cf-a8bf-237846a00ab7")),
        OfEntra("entra-custom-extension", time => Version2(time, "99045fe1-7639-4a75-9d4a-577b6ca3810f")),
        OfEntra("entra-custom-extension", time => Version1(time, "99045fe1-7639-4a75-9d4a-577b6ca3810f")),
        OfEntra("azure-monitor", time => With(Version2(time, "461e8683-5575-4561-ac7f-899cc907d62a"), "roles", new JsonArray("Other", "ActionGroupsSecureWebhook"))),
        OfEntra("azure-monitor", time => With(Version1(time, "461e8683-5575-4561-ac7f-899cc907d62a"), "roles", new JsonArray("ActionGroupsSecureWebhook"))),
        OfSecret("monday", token => ("authorization", token), (time, _) => Lasting(time, ("aud", "https://hooks.example.com/api/hooks/github"))) with
        {
            Options = new() { Token = new() { Audiences = ["https://hooks.example.com/api/hooks/github"] } },
            More = """, "audience": "https://hooks.example.com/api/hooks/github" """,
        },
        OfSecret("netlify", token => ("x-webhook-signature", token), (_, body) => new() { ["iss"] = "netlify", ["sha256"] = Hash(body) }) with { SignsBody = true },
        // The address of all samples, without its host and with its query once decoded and once encoded.
        OfSecret("atlassian-connect", token => ("authorization", "JWT " + token), (time, _) => Lasting(time, ("iss", "client"), ("qsh", Hash("POST&/api/hooks/github&a=%2FA"u8)))),
        OfSecret("atlassian-connect", token => ("?jwt", token), (time, _) => Lasting(time, ("iss", "client"), ("qsh", Hash("POST&/github&"u8)))) with
        {
            Options = new() { Token = new() { Issuers = ["client"], BaseUrl = new Uri("https://hooks.example.com/api/hooks") } },
            More = """, "issuer": "client", "baseUrl": "https://hooks.example.com/api/hooks" """,
        },
        OfPlaid("plaid"),
        OfPlaid("plaid-sandbox"),
    ];

    /// <summary>What Plaid says of a key: that of the client who asks, and of all others that they have expired.</summary>
    public static byte[] PlaidsKey(ReadOnlyMemory<byte> question)
    {
        var asked = JsonNode.Parse(question.Span)!;
        var key = SampleToken.Jwk(SampleToken.EllipticKey((string?)asked["client_id"] == "one" ? "sender" : "another"));
        var isIts = (string?)asked["key_id"] == (string?)key["kid"];
        (key["alg"], key["use"], key["created_at"], key["expired_at"]) = ("ES256", "sig", 1560466143, isIts ? null : 1560466150);
        return Encoding.UTF8.GetBytes(new JsonObject { ["key"] = key, ["request_id"] = "RZ6Omi1bzzwDaLo" }.ToJsonString());
    }

    /// <summary>Good for five minutes.</summary>
    public static JsonObject Lasting(DateTimeOffset time, params (string Name, JsonNode Value)[] claims)
    {
        var all = new JsonObject { ["iat"] = SampleToken.Seconds(time), ["exp"] = SampleToken.Seconds(time) + 300 };
        foreach (var (name, value) in claims) all[name] = value;
        return all;
    }

    public static JsonObject With(JsonObject claims, string name, JsonNode? value)
    {
        if (value is null) claims.Remove(name);
        else claims[name] = value;
        return claims;
    }

    public static JsonObject Version1(DateTimeOffset time, string app) =>
        Lasting(time, ("ver", "1.0"), ("iss", $"https://sts.windows.net/{Tenant}/"), ("tid", Tenant), ("aud", Audience), ("appid", app));

    public static JsonObject Version2(DateTimeOffset time, string app) =>
        Lasting(time, ("ver", "2.0"), ("iss", $"https://login.microsoftonline.com/{Tenant}/v2.0"), ("tid", Tenant), ("aud", Audience), ("azp", app));

    public static string Hash(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static SenderSample OfEntra(string scheme, Func<DateTimeOffset, JsonObject> claims) => OfKeys(
        scheme,
        $"https://login.microsoftonline.com/{Tenant}/discovery/v2.0/keys",
        new() { Token = new() { Tenant = Tenant, Audiences = [Audience] } },
        $$""", "tenant": "{{Tenant.ToUpperInvariant()}}", "audience": "{{Audience}}" """,
        claims);

    private static SenderSample OfKeys(string scheme, string address, SchemeOptions options, string more, Func<DateTimeOffset, JsonObject> claims) => new()
    {
        Scheme = scheme,
        Options = options,
        More = more,
        SignsBody = false,
        AllowsEmpty = true,
        SignsAlike = false,
        Secret = SampleToken.Key("sender"),
        OtherSecret = SampleToken.Key("another"),
        Published = new Dictionary<string, byte[]>(StringComparer.Ordinal) { [address] = SampleToken.Jwks(SampleToken.Key("older"), SampleToken.Key("sender")) },
        Proof = ["authorization"],
        Sign = (key, content, time) => Request(content, "authorization", "Bearer " + SampleToken.Rs256(key, claims(time))),
    };

    private static SenderSample OfPlaid(string scheme) => new()
    {
        Scheme = scheme,
        AllowsEmpty = true,
        SignsAlike = false,
        Tolerance = TimeSpan.FromMinutes(5),
        Secret = """{"client_id":"one","secret":"s1"}""",
        OtherSecret = """{"client_id":"another","secret":"s2"}""",
        PrivateKey = SampleToken.EllipticKey("sender"),
        Answers = PlaidsKey,
        Proof = ["plaid-verification"],
        Sign = static (client, content, time) => Request(content, "plaid-verification", SampleToken.Es256(
            SampleToken.EllipticKey(client.Contains("one", StringComparison.Ordinal) ? "sender" : "another"),
            new() { ["iat"] = SampleToken.Seconds(time), ["request_body_sha256"] = Hash(SenderSample.Json(content)) })),
    };

    private static SenderSample OfSecret(string scheme, Func<string, (string Place, string Text)> put, Func<DateTimeOffset, byte[], JsonObject> claims) => new()
    {
        Scheme = scheme,
        SignsBody = false,
        AllowsEmpty = true,
        SignsAlike = false,
        Proof = [put("").Place],
        Sign = (secret, content, time) =>
        {
            var (place, text) = put(SampleToken.Hs256(secret, claims(time, SenderSample.Json(content))));
            return Request(content, place, text);
        },
    };

    private static WebhookRequest Request(string content, string place, string text)
    {
        var request = SenderSample.Post(SenderSample.Json(content));
        return SenderSample.With(place[0] == '?' ? request with { Url = $"{SenderSample.Address}?{place[1..]}={text}" } : request, place, text);
    }
}
