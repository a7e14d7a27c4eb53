using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using TriggerBridge.Credentials;
using TriggerBridge.Tests.Webhooks.Senders;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Published;
using TriggerBridge.Webhooks.Senders;
using TriggerBridge.Webhooks.Tokens;

namespace TriggerBridge.Tests.Webhooks.Tokens;

public sealed class TokenProofTests
{
    private const string KeysAt = "https://login.example.com/keys";
    private const string Secret = "the sender's secret";

    private static readonly DateTimeOffset Now = SenderSample.Now;
    private static readonly string Key = SampleToken.Key("sender");

    private readonly Publisher _publisher = new() { Documents = { [KeysAt] = SampleToken.Jwks(Key) } };

    [Fact]
    public void Good_token_is_verified() => Assert.Null(Verify(Good()));

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("RS512")]
    [InlineData("HS256")]
    [InlineData("rs256")]
    [InlineData("")]
    public void The_token_does_not_choose_its_algorithm(string algorithm)
    {
        var header = new JsonObject { ["alg"] = algorithm, ["kid"] = (string?)SampleToken.Jwk(Key)["kid"] };
        using var rsa = SampleToken.Rsa(Key);

        Assert.Equal(VerificationFailure.MalformedSignature, Verify(SampleToken.Signed(header, Claims(), content => rsa.SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))));
        Assert.Equal(VerificationFailure.MalformedSignature, Verify(SampleToken.Signed(header, Claims(), _ => [])));
        Assert.Equal(VerificationFailure.MalformedSignature, Verify(SampleToken.Signed(header, Claims(), _ => [0])));
    }

    [Fact]
    public void A_public_key_is_no_secret()
    {
        using var rsa = SampleToken.Rsa(Key);
        string[] spellings = [rsa.ExportSubjectPublicKeyInfoPem(), rsa.ExportRSAPublicKeyPem(), Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo()), Encoding.UTF8.GetString(SampleToken.Jwks(Key)), SampleToken.Jwk(Key).ToJsonString()];

        Assert.All(spellings, text => Assert.Equal(VerificationFailure.MalformedSignature, Verify(SampleToken.Hs256(text, Claims()))));
        // Nor where such a key stands among the bridge's secrets.
        Assert.All(spellings, text => Assert.Equal(VerificationFailure.MalformedSignature, FailureOf(Spec(), SampleToken.Hs256(text, Claims()), [text])));
        // A key set may hold a symmetric key: it is nobody's.
        _publisher.Documents[KeysAt] = Encoding.UTF8.GetBytes($$"""{"keys":[{"kty":"oct","kid":"k","k":"{{Base64Url.EncodeToString("key"u8)}}"}]}""");
        Assert.Equal(VerificationFailure.WrongSignature, FailureOf(Spec(), SampleToken.Rs256(Key, Claims(), "k")));
    }

    [Theory]
    [InlineData("iss", "https://evil.example.com")]
    [InlineData("iss", "https://login.example.com/")]
    [InlineData("iss", null)]
    [InlineData("aud", "another")]
    [InlineData("aud", "Bridge")]
    [InlineData("aud", null)]
    [InlineData("sub", "another")]
    [InlineData("sub", "")]
    [InlineData("sub", null)]
    [InlineData("role", "reader")]
    [InlineData("role", null)]
    public void Token_for_or_of_somebody_else_is_refused(string claim, string? value) =>
        Assert.Equal(VerificationFailure.WrongSender, Verify(SampleToken.Rs256(Key, TokenSamples.With(Claims(), claim, value))));

    [Theory]
    [InlineData("iss", """["https://login.example.com"]""", VerificationFailure.WrongSender)]
    [InlineData("sub", """["sender"]""", VerificationFailure.WrongSender)]
    [InlineData("sub", """{"sender":"sender"}""", VerificationFailure.WrongSender)]
    [InlineData("aud", """["other","bridge"]""", null)]
    [InlineData("aud", """[["bridge"]]""", VerificationFailure.WrongSender)]
    [InlineData("aud", "[]", VerificationFailure.WrongSender)]
    [InlineData("role", """["reader","sender"]""", null)]
    [InlineData("role", "true", VerificationFailure.WrongSender)]
    public void A_list_passes_only_where_there_may_be_one(string claim, string json, VerificationFailure? expected) =>
        Assert.Equal(expected, Verify(SampleToken.Rs256(Key, TokenSamples.With(Claims(), claim, JsonNode.Parse(json)))));

    [Theory]
    [InlineData("exp", -300, null)]
    [InlineData("exp", -301, VerificationFailure.Stale)]
    [InlineData("nbf", 300, null)]
    [InlineData("nbf", 301, VerificationFailure.Stale)]
    [InlineData("iat", 300, null)]
    [InlineData("iat", 301, VerificationFailure.Stale)]
    [InlineData("iat", -100000, null)]
    public void Times_may_be_off_by_five_minutes(string claim, int seconds, VerificationFailure? expected) =>
        Assert.Equal(expected, Verify(SampleToken.Rs256(Key, TokenSamples.With(Claims(), claim, Now.ToUnixTimeSeconds() + seconds))));

    [Theory]
    [InlineData("exp", null)]
    [InlineData("exp", "\"1780000000\"")]
    [InlineData("exp", "true")]
    [InlineData("exp", "1e999")]
    [InlineData("exp", "[]")]
    [InlineData("nbf", "{}")]
    [InlineData("iat", "\"soon\"")]
    public void What_is_no_time_is_refused(string claim, string? json)
    {
        var payload = TokenSamples.With(Claims(), claim, null).ToJsonString();
        if (json is not null) payload = payload[..^1] + $",\"{claim}\":{json}}}";

        Assert.Equal(VerificationFailure.MalformedSignature, Verify(OfText($$"""{"alg":"RS256"}""", payload)));
    }

    [Fact]
    public void A_sender_that_writes_no_expiry_needs_none()
    {
        var spec = Spec() with { Expires = false };

        Assert.Null(FailureOf(spec, SampleToken.Rs256(Key, TokenSamples.With(Claims(), "exp", null))));
        Assert.Equal(VerificationFailure.Stale, FailureOf(spec, SampleToken.Rs256(Key, TokenSamples.With(Claims(), "exp", 1))));
    }

    [Theory]
    [InlineData("Bearer {0}, Bearer {0}")]
    [InlineData("Bearer {0}, {0}")]
    [InlineData("Bearer {0}.")]
    [InlineData("Bearer {0}.e30")]
    [InlineData("Bearer .{0}")]
    [InlineData("Bearer {0}=")]
    [InlineData("Bearer {0} x")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer ..")]
    [InlineData("Bearer a.b.c")]
    [InlineData("Basic {0}")]
    [InlineData("{0}")]
    public void What_is_no_token_is_malformed(string header) =>
        Assert.Equal(VerificationFailure.MalformedSignature, FailureOf(Spec(), Request(header.Replace("{0}", Good(), StringComparison.Ordinal))));

    [Theory]
    [InlineData("""{"alg":"RS256","crit":["b64"],"b64":false}""", null)]
    [InlineData("""{"alg":"RS256","alg":"RS256"}""", null)]
    [InlineData("""{"alg":"none","alg":"RS256"}""", null)]
    [InlineData("""{"alg":["RS256"]}""", null)]
    [InlineData("""{"alg":"RS256","kid":7}""", null)]
    [InlineData("""["RS256"]""", null)]
    [InlineData("", null)]
    [InlineData("""{"alg":"RS256"}""", "[]")]
    [InlineData("""{"alg":"RS256"}""", "")]
    [InlineData("""{"alg":"RS256"}""", """{"iss":"https://login.example.com","aud":"bridge","sub":"another","sub":"sender","role":"sender","exp":9999999999}""")]
    public void Header_and_claims_are_read_in_one_way_only(string header, string? payload) =>
        Assert.Equal(VerificationFailure.MalformedSignature, Verify(OfText(header, payload ?? Claims().ToJsonString())));

    [Fact]
    public void Any_cut_is_refused()
    {
        var token = Good();

        for (var length = 0; length < token.Length; length++) Assert.NotNull(Verify(token[..length]));
    }

    [Fact]
    public void One_signature_has_one_spelling()
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var token = SampleToken.Hs256(Secret, Claims());
        var spec = Spec() with { Keys = null, Algorithms = ["HS256"] };
        Assert.Null(FailureOf(spec, token, [Secret]));

        // 32 bytes leave two bits of the last character free.
        var last = alphabet.IndexOf(token[^1], StringComparison.Ordinal);
        Assert.All(Enumerable.Range(1, 3), bits => Assert.Equal(VerificationFailure.MalformedSignature, FailureOf(spec, token[..^1] + alphabet[last | bits], [Secret])));
        Assert.All(["\n", " ", "=", "\t"], more => Assert.Equal(VerificationFailure.MalformedSignature, FailureOf(spec, token.Insert(5, more), [Secret])));
    }

    [Fact]
    public void Nothing_large_is_looked_at()
    {
        var large = TokenSamples.With(Claims(), "padding", new string('x', 16 * 1024));
        Assert.Equal(VerificationFailure.MalformedSignature, Verify(SampleToken.Rs256(Key, large)));

        var header = new string('a', 1024 * 1024);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(VerificationFailure.MalformedSignature, FailureOf(Spec(), Request("Bearer " + header)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5 * 1024 * 1024);
        Assert.Empty(_publisher.Asked);
    }

    [Fact]
    public void Unknown_key_is_looked_for_once_more()
    {
        var another = SampleToken.Key("another");

        Assert.Equal(VerificationFailure.WrongSignature, Verify(SampleToken.Rs256(another, Claims())));
        Assert.Equal([false, false, true], _publisher.Asked.Select(asked => asked.Again));

        _publisher.OnAgain = () => _publisher.Documents[KeysAt] = SampleToken.Jwks(Key, another);
        Assert.Null(Verify(SampleToken.Rs256(another, Claims())));
    }

    [Fact]
    public void Known_key_that_has_not_signed_is_not_looked_for_again()
    {
        var keyId = (string?)SampleToken.Jwk(Key)["kid"];

        Assert.Equal(VerificationFailure.WrongSignature, Verify(SampleToken.Rs256(SampleToken.Key("another"), Claims(), keyId)));
        Assert.False(Assert.Single(_publisher.Asked).Again);
    }

    [Fact]
    public void Without_its_keys_nothing_is_said_of_the_sender()
    {
        _publisher.Documents.Clear();

        Assert.Equal("The sender's keys cannot be read now.", Assert.IsType<VerificationResult.Unavailable>(Result(Spec(), Request("Bearer " + Good()))).Reason);
        // What is no token at all is refused without them.
        Assert.Equal(VerificationFailure.MalformedSignature, Verify("no token"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no JSON")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"keys":{}}""")]
    [InlineData("""{"keys":"https://login.example.com/other"}""")]
    [InlineData("""{"jwks_uri":7}""")]
    [InlineData("""{"jwks_uri":"keys"}""")]
    [InlineData("{\"keys\":[\"\ud800\"")]
    public void What_is_no_key_set_is_as_none(string document)
    {
        _publisher.Documents[KeysAt] = Encoding.UTF8.GetBytes(document);

        Assert.IsType<VerificationResult.Unavailable>(Result(Spec(), Request("Bearer " + Good())));
    }

    [Fact]
    [SuppressMessage("Security", "CA5385", Justification = "It must be too weak.")]
    public void Keys_that_cannot_be_read_are_no_reason_to_do_without_the_others()
    {
        var rsa = SampleToken.Jwk(Key);
        var (number, id) = ((string?)rsa["n"], (string?)rsa["kid"]);
        using var weak = RSA.Create(1024);
        string[] junk =
        [
            "7", "null", "[]", "{}", "\"x\"", """{"kty":"RSA"}""", $$"""{"kty":"RSA","kid":"{{id}}","n":"","e":"AQAB"}""", $$"""{"kty":"RSA","kid":"{{id}}","n":"!!","e":"AQAB"}""", $$"""{"kty":"RSA","kid":"{{id}}","n":"{{number}}","e":"!"}""",
            $$"""{"kty":"RSA","kid":"{{id}}","n":7,"e":[]}""", $$"""{"kty":"EC","kid":"{{id}}","crv":"P-256","x":"AA","y":"AA"}""", $$"""{"kty":"EC","kid":"{{id}}","crv":"P-999","x":"AA","y":"AA"}""",
            $$"""{"kty":"RSA","kid":"{{id}}","use":"enc","n":"{{number}}","e":"AQAB"}""", $$"""{"kty":"RSA","kid":"{{id}}","x5c":["no certificate"],"n":"{{number}}","e":"AQAB","use":"enc"}""",
        ];

        _publisher.Documents[KeysAt] = Encoding.UTF8.GetBytes($$"""{"keys":[{{string.Join(',', junk)}}]}""");
        Assert.NotNull(Verify(Good()));
        _publisher.Documents[KeysAt] = Encoding.UTF8.GetBytes($$"""{"keys":[{{string.Join(',', junk)}},{{rsa.ToJsonString()}}]}""");
        Assert.Null(Verify(Good()));
        // With certificates beside it, it is the same key.
        rsa["x5c"] = new JsonArray("no certificate");
        _publisher.Documents[KeysAt] = Encoding.UTF8.GetBytes($$"""{"keys":[{{rsa.ToJsonString()}}]}""");
        Assert.Null(Verify(Good()));
        // One that is soon worked out proves nothing.
        var weakKey = Convert.ToBase64String(weak.ExportPkcs8PrivateKey());
        _publisher.Documents[KeysAt] = SampleToken.Jwks(weakKey);
        Assert.Equal(VerificationFailure.WrongSignature, Verify(SampleToken.Rs256(weakKey, Claims())));
    }

    [Fact]
    public void Elliptic_key_that_is_no_point_breaks_nothing()
    {
        var jwk = SampleToken.Jwk(SampleToken.EllipticKey("sender"));
        jwk["y"] = jwk["x"]!.GetValue<string>();
        _publisher.Documents[KeysAt] = Encoding.UTF8.GetBytes($$"""{"keys":[{{jwk.ToJsonString()}}]}""");

        Assert.Equal(VerificationFailure.WrongSignature, FailureOf(Spec() with { Algorithms = ["ES256"] }, SampleToken.Es256(SampleToken.EllipticKey("sender"), Claims())));
    }

    [Theory]
    [InlineData("https://login.example.com/keys", true)]
    [InlineData("https://LOGIN.example.com/keys", true)]
    [InlineData("https://keys.example.com/keys", true)]
    [InlineData("https://evil.example.com/keys", false)]
    [InlineData("https://login.example.com.evil.com/keys", false)]
    [InlineData("https://login.example.com@evil.com/keys", false)]
    [InlineData("https://user@login.example.com/keys", false)]
    [InlineData("https://login.example.com:8443/keys", false)]
    [InlineData("http://login.example.com/keys", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("https://login.example.com/discovery", false)]
    public void A_discovery_document_leads_to_its_own_host_or_one_that_is_named(string keysAt, bool isFollowed)
    {
        var spec = Spec() with { Keys = new Uri("https://login.example.com/discovery"), KeyHosts = ["keys.example.com"] };
        _publisher.Documents["https://login.example.com/discovery"] = Encoding.UTF8.GetBytes($$"""{"issuer":"https://login.example.com","jwks_uri":"{{keysAt}}"}""");
        if (keysAt != "https://login.example.com/discovery") _publisher.Documents[new Uri(keysAt).AbsoluteUri] = SampleToken.Jwks(Key);

        var result = Result(spec, Request("Bearer " + Good()));

        if (isFollowed) Assert.IsType<VerificationResult.Verified>(result);
        else Assert.IsType<VerificationResult.Unavailable>(result);
        if (!isFollowed && keysAt != "https://login.example.com/discovery") Assert.Single(_publisher.Asked);
    }

    [Fact]
    public void Unknown_key_of_a_discovery_document_is_looked_for_where_that_leads()
    {
        var spec = Spec() with { Keys = new Uri("https://login.example.com/discovery") };
        _publisher.Documents["https://login.example.com/discovery"] = Encoding.UTF8.GetBytes($$"""{"jwks_uri":"{{KeysAt}}"}""");

        Assert.Equal(VerificationFailure.WrongSignature, FailureOf(spec, SampleToken.Rs256(SampleToken.Key("another"), Claims())));
        Assert.Equal([("/discovery", false), ("/keys", false), ("/discovery", false), ("/keys", true)], _publisher.Asked.Select(asked => (asked.Address.AbsolutePath, asked.Again)));
    }

    [Fact]
    public void The_body_must_be_the_one_that_was_signed()
    {
        var spec = Spec() with { BodyHash = "hash" };
        var good = TokenSamples.With(Claims(), "hash", TokenSamples.Hash("{}"u8));

        Assert.Null(FailureOf(spec, SampleToken.Rs256(Key, good)));
        Assert.Null(FailureOf(spec, SampleToken.Rs256(Key, TokenSamples.With(Claims(), "hash", TokenSamples.Hash("{}"u8).ToUpperInvariant()))));
        Assert.All(
            [null, "", JsonValue.Create(TokenSamples.Hash("{ }"u8)), JsonValue.Create(7), new JsonArray(TokenSamples.Hash("{}"u8)), JsonValue.Create(TokenSamples.Hash("{}"u8)[..^1])],
            (JsonNode? hash) => Assert.Equal(VerificationFailure.WrongSignature, FailureOf(spec, SampleToken.Rs256(Key, TokenSamples.With(Claims(), "hash", hash)))));
    }

    [Theory]
    [InlineData("https://a.example/user", null, "POST&/user&")]
    [InlineData("https://a.example", null, "POST&/&")]
    [InlineData("https://a.example/", null, "POST&/&")]
    [InlineData("https://a.example/user/", null, "POST&/user&")]
    [InlineData("https://a.example/a&b", null, "POST&/a%26b&")]
    [InlineData("https://a.example/base/user?jwt=t&b=2&a=1", "https://a.example/base/", "POST&/user&a=1&b=2")]
    [InlineData("https://a.example/base", "https://a.example/base", "POST&/&")]
    [InlineData("https://a.example/p?z=1&r=parameter+2&a&r=parameter%201&c=%7e*", null, "POST&/p&a=&c=~%2A&r=parameter%201,parameter%202&z=1")]
    public void Atlassians_hash_is_of_method_path_and_query(string url, string? baseUrl, string canonical) =>
        Assert.Equal(TokenSamples.Hash(Encoding.UTF8.GetBytes(canonical)), QueryHash.Of(Requests.Post("{}") with { Url = url }, baseUrl is null ? null : new Uri(baseUrl), "jwt"));

    [Theory]
    [InlineData("https://a.example/basement/user")]
    [InlineData("https://a.example/user")]
    public void An_address_beside_the_base_has_no_hash(string url) =>
        Assert.Null(QueryHash.Of(Requests.Post("{}") with { Url = url }, new Uri("https://a.example/base"), "jwt"));

    [Fact]
    public void Token_of_a_page_in_a_browser_is_none_of_a_webhook()
    {
        var scheme = WebhookSchemes.Create("atlassian-connect");
        var request = Requests.Post("{}", ("authorization", "JWT " + SampleToken.Hs256(Secret, TokenSamples.Lasting(Now, ("qsh", "context-qsh")))));

        Assert.Equal(VerificationResult.Failed.Wrong, scheme.Verify(request, [new SecretValue(Secret)], Now));
    }

    [Fact]
    public void Published_keys_without_a_caller_are_no_proof() =>
        Assert.Throws<ArgumentException>(() => new TokenProof(Spec() with { Rules = [[ClaimRule.Issuer("i"), ClaimRule.Audience("a")]] }));

    [Fact]
    public void A_caller_that_nobody_has_named_is_nobody()
    {
        foreach (var name in new[] { "google-pubsub", "event-grid-entra", "entra-custom-extension", "azure-monitor", "monday" })
            Assert.False(((TokenProof)WebhookSchemes.Create(name).Verifier).Sign(Requests.Post("{}"), new(Key), Now).IsSigned, name);
    }

    [Theory]
    [InlineData("ver", "1.0")]
    [InlineData("ver", "3.0")]
    [InlineData("ver", null)]
    [InlineData("azp", null)]
    [InlineData("azp", "11111111-1111-1111-1111-111111111111")]
    [InlineData("tid", "11111111-1111-1111-1111-111111111111")]
    [InlineData("iss", "https://sts.windows.net/" + TokenSamples.Tenant + "/")]
    [InlineData("iss", "https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111/v2.0")]
    public void Token_of_Entra_is_wholly_of_one_version_of_this_tenant_and_of_this_caller(string claim, string? value)
    {
        var sender = TokenSamples.All.First(sample => sample.Scheme == "event-grid-entra");
        var claims = TokenSamples.With(TokenSamples.Version2(Now, "4962773b-9cdb-44cf-a8bf-237846a00ab7"), claim, value);
        // What the other version has is no help.
        claims["appid"] = claim == "azp" ? "4962773b-9cdb-44cf-a8bf-237846a00ab7" : null;

        var result = sender.Verify(Request("Bearer " + SampleToken.Rs256(Key, claims)));

        Assert.Equal(VerificationResult.Failed.WrongSender, result);
    }

    [Fact]
    public void What_is_signed_with_a_key_of_ones_own_says_what_the_bridge_wants()
    {
        using var rsa = SampleToken.Rsa(Key);
        var signed = new TokenProof(Spec() with { BodyHash = "hash" }).Sign(Requests.Post("{}"), new(rsa.ExportPkcs8PrivateKeyPem()), Now).Request!;

        var parts = signed.Headers["authorization"]["Bearer ".Length..].Split('.');
        var (header, claims) = (JsonNode.Parse(Base64Url.DecodeFromChars(parts[0]))!, JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!);
        Assert.Equal((string?)SampleToken.Jwk(Key)["kid"], (string?)header["kid"]);
        Assert.Equal(
            $$"""{"iss":"https://login.example.com","aud":"bridge","sub":"sender","role":"sender","iat":{{Now.ToUnixTimeSeconds()}},"exp":{{Now.ToUnixTimeSeconds() + 300}},"hash":"{{TokenSamples.Hash("{}"u8)}}"}""",
            claims.ToJsonString());
    }

    [Fact]
    [SuppressMessage("Security", "CA5385", Justification = "It must be too weak.")]
    public void What_cannot_sign_is_told()
    {
        using var rsa = SampleToken.Rsa(Key);
        using var weak = RSA.Create(1024);
        string[] useless = ["text", SampleToken.EllipticKey("sender"), rsa.ExportSubjectPublicKeyInfoPem(), Convert.ToBase64String(weak.ExportPkcs8PrivateKey()), "-----BEGIN PRIVATE KEY-----"];

        Assert.All(useless, secret => Assert.StartsWith("the sender signs with a private key that it keeps (RS256)", new TokenProof(Spec()).Sign(Requests.Post("{}"), new(secret), Now).Problem, StringComparison.Ordinal));
        Assert.False(new TokenProof(Spec() with { Algorithms = ["ES256"] }).Sign(Requests.Post("{}"), new(Key), Now).IsSigned);
    }

    private static TokenSpec Spec() => new()
    {
        Algorithms = ["RS256"],
        Keys = new Uri(KeysAt),
        Rules = [[ClaimRule.Issuer("https://login.example.com"), ClaimRule.Audience("bridge"), ClaimRule.Caller("sub", "sender"), ClaimRule.Of("role", "sender", "admin")]],
    };

    private static JsonObject Claims() => TokenSamples.Lasting(Now, ("iss", "https://login.example.com"), ("aud", "bridge"), ("sub", "sender"), ("role", "sender"));

    private static string Good() => SampleToken.Rs256(Key, Claims());

    private static string OfText(string header, string payload)
    {
        using var rsa = SampleToken.Rsa(Key);
        var content = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}";
        return $"{content}.{Base64Url.EncodeToString(rsa.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static WebhookRequest Request(string authorization) => Requests.Post("{}", ("authorization", authorization));

    private VerificationFailure? Verify(string token) => FailureOf(Spec(), token);

    private VerificationFailure? FailureOf(TokenSpec spec, string token, params string[] secrets) => FailureOf(spec, Request("Bearer " + token), secrets);

    private VerificationFailure? FailureOf(TokenSpec spec, WebhookRequest request, params string[] secrets) => Result(spec, request, secrets) switch
    {
        VerificationResult.Verified => null,
        VerificationResult.Failed failed => failed.Reason,
        var other => throw new InvalidOperationException(other.ToString()),
    };

    private VerificationResult Result(TokenSpec spec, WebhookRequest request, params string[] secrets) =>
        new WebhookScheme { Name = "jwt", Verifier = new TokenProof(spec) }.Verify(request, [.. secrets.Select(secret => new SecretValue(secret))], Now, _publisher);

    private sealed class Publisher : IPublishedDocuments
    {
        public Dictionary<string, byte[]> Documents { get; } = new(StringComparer.Ordinal);

        public List<(Uri Address, bool Again)> Asked { get; } = [];

        public Action? OnAgain { get; set; }

        public ValueTask<T?> FindAsync<T>(Uri address, Func<ReadOnlyMemory<byte>, T?> read, bool again, CancellationToken cancellationToken)
            where T : class
        {
            Asked.Add((address, again));
            if (again) OnAgain?.Invoke();
            return new(Documents.TryGetValue(address.AbsoluteUri, out var document) ? read(document) : null);
        }
    }
}
