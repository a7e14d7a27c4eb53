using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using TriggerBridge.Credentials;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Hmac;
using TriggerBridge.Webhooks.Senders;

namespace TriggerBridge.Tests.Webhooks;

public sealed class HmacSchemeTests
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"name":"Zoë 🦊"}""");
    private static readonly SecretValue Secret = new("schlüssel");

    public static TheoryData<string> Algorithms => new(Enum.GetNames<HmacAlgorithm>());

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Every_algorithm_is_verified_in_every_encoding(string name)
    {
        var algorithm = Enum.Parse<HmacAlgorithm>(name);
        var hash = Sign(algorithm);

        AssertVerified(algorithm, SignatureEncoding.Hex, Convert.ToHexString(hash));
        AssertVerified(algorithm, SignatureEncoding.Base64, Convert.ToBase64String(hash));
    }

    [Fact]
    public void Signature_of_another_algorithm_is_malformed()
    {
        var scheme = Scheme(new HmacSignatureSpec { Algorithm = HmacAlgorithm.Sha512 });

        var result = scheme.Verify(Requests.Post(Body, ("x-signature", Convert.ToHexString(Sign(HmacAlgorithm.Sha256)))), [Secret], default);

        Assert.Equal(VerificationFailure.MalformedSignature, Assert.IsType<VerificationResult.Failed>(result).Reason);
    }

    [Theory]
    [InlineData("not base64!")]
    [InlineData("AAAA")]
    [InlineData("===")]
    public void Broken_base64_is_malformed(string signature)
    {
        var scheme = Scheme(new HmacSignatureSpec { Encoding = SignatureEncoding.Base64 });

        var result = scheme.Verify(Requests.Post(Body, ("x-signature", signature)), [Secret], default);

        Assert.Equal(VerificationFailure.MalformedSignature, Assert.IsType<VerificationResult.Failed>(result).Reason);
    }

    [Fact]
    public void Header_and_prefix_are_the_bridges_choice()
    {
        var scheme = Scheme(new HmacSignatureSpec { Header = "X-Acme-Sig", Prefix = "v1:" });

        var result = scheme.Verify(Requests.Post(Body, ("x-acme-sig", "v1:" + Convert.ToHexString(Sign(HmacAlgorithm.Sha256)))), [Secret], default);

        Assert.IsType<VerificationResult.Verified>(result);
    }

    private static void AssertVerified(HmacAlgorithm algorithm, SignatureEncoding encoding, string signature)
    {
        var scheme = Scheme(new HmacSignatureSpec { Algorithm = algorithm, Encoding = encoding });
        Assert.IsType<VerificationResult.Verified>(scheme.Verify(Requests.Post(Body, ("x-signature", signature)), [Secret], default));
    }

    private static WebhookScheme Scheme(HmacSignatureSpec spec) => WebhookSchemes.Create(WebhookSchemes.HmacName, new() { Signature = spec });

    [SuppressMessage("Security", "CA5350", Justification = "Some senders sign with it.")]
    private static byte[] Sign(HmacAlgorithm algorithm)
    {
        var key = Encoding.UTF8.GetBytes("schlüssel");
        return algorithm switch
        {
            HmacAlgorithm.Sha1 => HMACSHA1.HashData(key, Body),
            HmacAlgorithm.Sha256 => HMACSHA256.HashData(key, Body),
            HmacAlgorithm.Sha384 => HMACSHA384.HashData(key, Body),
            HmacAlgorithm.Sha512 => HMACSHA512.HashData(key, Body),
            _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
        };
    }
}
