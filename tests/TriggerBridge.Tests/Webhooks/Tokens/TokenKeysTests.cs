using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using TriggerBridge.Tests.Webhooks.Senders;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Tokens;
using static TriggerBridge.Tests.Webhooks.Tokens.TokenFixture;

namespace TriggerBridge.Tests.Webhooks.Tokens;

/// <summary>Where the sender's keys are, and which of them count.</summary>
public sealed class TokenKeysTests
{
    private readonly TokenFixture _sender = new();

    [Fact]
    public void Unknown_key_is_looked_for_once_more()
    {
        var another = SampleToken.Key("another");

        Assert.Equal(VerificationFailure.WrongSignature, _sender.Verify(SampleToken.Rs256(another, Claims())));
        Assert.Equal([false, false, true], _sender.Asked.Select(asked => asked.Again));

        _sender.OnAgain = () => _sender.Documents[KeysAt] = SampleToken.Jwks(Key, another);
        Assert.Null(_sender.Verify(SampleToken.Rs256(another, Claims())));
    }

    [Fact]
    public void Known_key_that_has_not_signed_is_not_looked_for_again()
    {
        var keyId = (string?)SampleToken.Jwk(Key)["kid"];

        Assert.Equal(VerificationFailure.WrongSignature, _sender.Verify(SampleToken.Rs256(SampleToken.Key("another"), Claims(), keyId)));
        Assert.False(Assert.Single(_sender.Asked).Again);
    }

    [Fact]
    public void Without_its_keys_nothing_is_said_of_the_sender()
    {
        _sender.Documents.Clear();

        Assert.Equal("The sender's keys cannot be read now.", Assert.IsType<VerificationResult.Unavailable>(_sender.Result(Spec(), Request("Bearer " + Good()))).Reason);
        // What is no token at all is refused without them.
        Assert.Equal(VerificationFailure.MalformedSignature, _sender.Verify("no token"));
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
        _sender.Documents[KeysAt] = Encoding.UTF8.GetBytes(document);

        Assert.IsType<VerificationResult.Unavailable>(_sender.Result(Spec(), Request("Bearer " + Good())));
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

        _sender.Documents[KeysAt] = Encoding.UTF8.GetBytes($$"""{"keys":[{{string.Join(',', junk)}}]}""");
        Assert.NotNull(_sender.Verify(Good()));
        _sender.Documents[KeysAt] = Encoding.UTF8.GetBytes($$"""{"keys":[{{string.Join(',', junk)}},{{rsa.ToJsonString()}}]}""");
        Assert.Null(_sender.Verify(Good()));
        // With certificates beside it, it is the same key.
        rsa["x5c"] = new JsonArray("no certificate");
        _sender.Documents[KeysAt] = Encoding.UTF8.GetBytes($$"""{"keys":[{{rsa.ToJsonString()}}]}""");
        Assert.Null(_sender.Verify(Good()));
        // One that is soon worked out proves nothing.
        var weakKey = Convert.ToBase64String(weak.ExportPkcs8PrivateKey());
        _sender.Documents[KeysAt] = SampleToken.Jwks(weakKey);
        Assert.Equal(VerificationFailure.WrongSignature, _sender.Verify(SampleToken.Rs256(weakKey, Claims())));
    }

    [Fact]
    public void Elliptic_key_that_is_no_point_breaks_nothing()
    {
        var jwk = SampleToken.Jwk(SampleToken.EllipticKey("sender"));
        jwk["y"] = jwk["x"]!.GetValue<string>();
        _sender.Documents[KeysAt] = Encoding.UTF8.GetBytes($$"""{"keys":[{{jwk.ToJsonString()}}]}""");

        Assert.Equal(VerificationFailure.WrongSignature, _sender.FailureOf(Spec() with { Algorithms = ["ES256"] }, SampleToken.Es256(SampleToken.EllipticKey("sender"), Claims())));
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
        _sender.Documents["https://login.example.com/discovery"] = Encoding.UTF8.GetBytes($$"""{"issuer":"https://login.example.com","jwks_uri":"{{keysAt}}"}""");
        if (keysAt != "https://login.example.com/discovery") _sender.Documents[new Uri(keysAt).AbsoluteUri] = SampleToken.Jwks(Key);

        var result = _sender.Result(spec, Request("Bearer " + Good()));

        if (isFollowed) Assert.IsType<VerificationResult.Verified>(result);
        else Assert.IsType<VerificationResult.Unavailable>(result);
        if (!isFollowed && keysAt != "https://login.example.com/discovery") Assert.Single(_sender.Asked);
    }

    [Fact]
    public void Unknown_key_of_a_discovery_document_is_looked_for_where_that_leads()
    {
        var spec = Spec() with { Keys = new Uri("https://login.example.com/discovery") };
        _sender.Documents["https://login.example.com/discovery"] = Encoding.UTF8.GetBytes($$"""{"jwks_uri":"{{KeysAt}}"}""");

        Assert.Equal(VerificationFailure.WrongSignature, _sender.FailureOf(spec, SampleToken.Rs256(SampleToken.Key("another"), Claims())));
        Assert.Equal([("/discovery", false), ("/keys", false), ("/discovery", false), ("/keys", true)], _sender.Asked.Select(asked => (asked.Address.AbsolutePath, asked.Again)));
    }

    [Fact]
    public void Published_keys_without_a_caller_are_no_proof() =>
        Assert.Throws<ArgumentException>(() => new TokenProof(Spec() with { Rules = [[ClaimRule.Issuer("i"), ClaimRule.Audience("a")]] }));
}
