using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using TriggerBridge.Tests.Webhooks.Senders;
using TriggerBridge.Webhooks;
using static TriggerBridge.Tests.Webhooks.Tokens.TokenFixture;

namespace TriggerBridge.Tests.Webhooks.Tokens;

/// <summary>What a token is, and who has signed it.</summary>
public sealed class TokenProofTests
{
    private const string Secret = "the sender's secret";

    private readonly TokenFixture _sender = new();

    [Fact]
    public void Good_token_is_verified() => Assert.Null(_sender.Verify(Good()));

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

        Assert.Equal(VerificationFailure.MalformedSignature, _sender.Verify(SampleToken.Signed(header, Claims(), content => rsa.SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))));
        Assert.Equal(VerificationFailure.MalformedSignature, _sender.Verify(SampleToken.Signed(header, Claims(), _ => [])));
        Assert.Equal(VerificationFailure.MalformedSignature, _sender.Verify(SampleToken.Signed(header, Claims(), _ => [0])));
    }

    [Fact]
    public void A_public_key_is_no_secret()
    {
        using var rsa = SampleToken.Rsa(Key);
        string[] spellings = [rsa.ExportSubjectPublicKeyInfoPem(), rsa.ExportRSAPublicKeyPem(), Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo()), Encoding.UTF8.GetString(SampleToken.Jwks(Key)), SampleToken.Jwk(Key).ToJsonString()];

        Assert.All(spellings, text => Assert.Equal(VerificationFailure.MalformedSignature, _sender.Verify(SampleToken.Hs256(text, Claims()))));
        // Nor where such a key stands among the bridge's secrets.
        Assert.All(spellings, text => Assert.Equal(VerificationFailure.MalformedSignature, _sender.FailureOf(Spec(), SampleToken.Hs256(text, Claims()), [text])));
        // A key set may hold a symmetric key: it is nobody's.
        _sender.Documents[KeysAt] = Encoding.UTF8.GetBytes($$"""{"keys":[{"kty":"oct","kid":"k","k":"{{Base64Url.EncodeToString("key"u8)}}"}]}""");
        Assert.Equal(VerificationFailure.WrongSignature, _sender.FailureOf(Spec(), SampleToken.Rs256(Key, Claims(), "k")));
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
        Assert.Equal(VerificationFailure.MalformedSignature, _sender.FailureOf(Spec(), Request(header.Replace("{0}", Good(), StringComparison.Ordinal))));

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
        Assert.Equal(VerificationFailure.MalformedSignature, _sender.Verify(OfText(header, payload ?? Claims().ToJsonString())));

    [Fact]
    public void Any_cut_is_refused()
    {
        var token = Good();

        for (var length = 0; length < token.Length; length++) Assert.NotNull(_sender.Verify(token[..length]));
    }

    [Fact]
    public void One_signature_has_one_spelling()
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var token = SampleToken.Hs256(Secret, Claims());
        var spec = Spec() with { Keys = null, Algorithms = ["HS256"] };
        Assert.Null(_sender.FailureOf(spec, token, [Secret]));

        // 32 bytes leave two bits of the last character free.
        var last = alphabet.IndexOf(token[^1], StringComparison.Ordinal);
        Assert.All(Enumerable.Range(1, 3), bits => Assert.Equal(VerificationFailure.MalformedSignature, _sender.FailureOf(spec, token[..^1] + alphabet[last | bits], [Secret])));
        Assert.All(["\n", " ", "=", "\t"], more => Assert.Equal(VerificationFailure.MalformedSignature, _sender.FailureOf(spec, token.Insert(5, more), [Secret])));
    }

    [Fact]
    public void Nothing_large_is_looked_at()
    {
        var large = TokenSamples.With(Claims(), "padding", new string('x', 16 * 1024));
        Assert.Equal(VerificationFailure.MalformedSignature, _sender.Verify(SampleToken.Rs256(Key, large)));

        var header = new string('a', 1024 * 1024);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(VerificationFailure.MalformedSignature, _sender.FailureOf(Spec(), Request("Bearer " + header)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5 * 1024 * 1024);
        Assert.Empty(_sender.Asked);
    }
}
