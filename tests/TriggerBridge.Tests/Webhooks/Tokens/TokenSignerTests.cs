using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using TriggerBridge.Tests.Webhooks.Senders;
using TriggerBridge.Webhooks.Senders;
using TriggerBridge.Webhooks.Tokens;
using static TriggerBridge.Tests.Webhooks.Tokens.TokenFixture;

namespace TriggerBridge.Tests.Webhooks.Tokens;

/// <summary>What the app signs in the sender's place.</summary>
public sealed class TokenSignerTests
{
    [Fact]
    public void A_caller_that_nobody_has_named_is_nobody()
    {
        foreach (var name in new[] { "google-pubsub", "event-grid-entra", "entra-custom-extension", "azure-monitor", "monday" })
            Assert.False(((TokenProof)WebhookSchemes.Create(name).Verifier).Sign(Requests.Post("{}"), new(Key), Now).IsSigned, name);
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
}
