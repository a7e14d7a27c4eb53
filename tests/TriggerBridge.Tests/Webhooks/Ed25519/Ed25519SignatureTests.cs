using System.Globalization;
using System.Numerics;
using NSec.Cryptography;
using TriggerBridge.Credentials;
using TriggerBridge.Tests.Webhooks.Senders;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Ed25519;
using TriggerBridge.Webhooks.Hmac;
using TriggerBridge.Webhooks.Senders;

namespace TriggerBridge.Tests.Webhooks.Ed25519;

public sealed class Ed25519SignatureTests
{
    // The order of the group, of which the second half of a signature is a number below.
    private static readonly BigInteger Order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", CultureInfo.InvariantCulture);

    // RFC 8032, 7.1: secret key, public key, message, signature.
    public static TheoryData<string, string, string, string> Vectors => new()
    {
        { "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "", "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b" },
        { "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72", "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00" },
        { "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82", "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a" },
        { "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42", "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf", "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f", "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704" },
    };

    // Points of order 1, 2, 4 and 8, and forms of them that are not reduced: with such a key a signature fits many messages.
    public static TheoryData<string> SmallOrder =>
    [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ];

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Vectors_of_RFC_8032_are_verified_and_made(string seed, string key, string message, string signature)
    {
        var body = Convert.FromHexString(message);

        Assert.IsType<VerificationResult.Verified>(Verify(body, key, signature));
        Assert.IsType<VerificationResult.Verified>(Verify(body, key.ToUpperInvariant(), signature.ToUpperInvariant()));
        Assert.IsType<VerificationResult.Failed>(Verify([.. body, 0], key, signature));
        Assert.Equal(signature, Scheme().Sign(Requests.Post(body), new SecretValue(seed), SenderSample.Now).Request!.Headers["x-signature"]);
    }

    [Fact]
    public void Number_above_the_order_is_refused_though_it_means_the_same()
    {
        var (key, body, signature) = Signed();
        Assert.IsType<VerificationResult.Verified>(Verify(body, key, Convert.ToHexStringLower(signature)));

        for (var times = 1; times <= 15; times++)
        {
            var number = new BigInteger(signature.AsSpan(32), isUnsigned: true) + (Order * times);
            if (number.GetByteCount(isUnsigned: true) > 32) break;
            var bytes = new byte[32];
            number.TryWriteBytes(bytes, out _, isUnsigned: true);
            Assert.IsType<VerificationResult.Failed>(Verify(body, key, Convert.ToHexStringLower([.. signature[..32], .. bytes])));
        }
    }

    [Theory]
    [MemberData(nameof(SmallOrder))]
    public void Key_or_point_of_small_order_verifies_nothing(string point)
    {
        var (key, body, signature) = Signed();
        string[] numbers = [new('0', 64), "01" + new string('0', 62), Convert.ToHexStringLower(signature[32..])];

        Assert.All(numbers, number =>
        {
            // With a key of order 1 and this point anything would be signed.
            Assert.IsType<VerificationResult.Failed>(Verify(body, point, point + number));
            Assert.IsType<VerificationResult.Failed>(Verify(body, point, Convert.ToHexStringLower(signature[..32]) + number));
            Assert.IsType<VerificationResult.Failed>(Verify(body, key, point + number));
            Assert.IsType<VerificationResult.Failed>(Verify(body, point, "0100000000000000000000000000000000000000000000000000000000000000" + number));
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(64)]
    [InlineData(100_000)]
    public void Key_or_signature_of_another_length_is_refused(int bytes)
    {
        var (key, body, signature) = Signed();
        var other = new string('1', bytes * 2);

        Assert.IsType<VerificationResult.Failed>(Verify(body, other, Convert.ToHexStringLower(signature)));
        Assert.IsType<VerificationResult.Failed>(Verify(body, key + "0", Convert.ToHexStringLower(signature)));
        if (bytes != 64) Assert.IsType<VerificationResult.Failed>(Verify(body, key, other));
        Assert.Equal(VerificationFailure.MalformedSignature, Assert.IsType<VerificationResult.Failed>(Verify(body, key, Convert.ToHexStringLower(signature)[1..])).Reason);
    }

    [Fact]
    public void Only_the_kind_of_signature_that_is_configured_counts()
    {
        var sender = KeySamples.All.Single(sample => sample.Scheme == "standard-webhooks-v1a");
        var good = sender.Good();
        var right = good.Headers["webhook-signature"].Split(' ')[0];
        var zeros = Convert.ToBase64String(new byte[64]);

        Assert.IsType<VerificationResult.Verified>(With($"v1,{Convert.ToBase64String(new byte[32])} v1a,{zeros} {right}"));
        Assert.IsType<VerificationResult.Failed>(With(right.Replace("v1a,", "v1,", StringComparison.Ordinal)));
        Assert.IsType<VerificationResult.Failed>(With("v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4="));
        // So many are no sender's, and each costs a look at the whole body.
        Assert.IsType<VerificationResult.Failed>(With($"v1a,{zeros} v1a,{zeros} v1a,{zeros} v1a,{zeros} {right}"));

        // The other scheme looks for v1 alone.
        var hmac = HmacSamples.All.Single(sample => sample.Scheme == "standard-webhooks");
        var both = hmac.Good();
        Assert.IsType<VerificationResult.Verified>(hmac.Verify(SenderSample.With(both, "webhook-signature", right + " " + both.Headers["webhook-signature"])));
        Assert.IsType<VerificationResult.Failed>(hmac.Verify(SenderSample.With(both, "webhook-signature", right)));

        VerificationResult With(string header) => sender.Verify(SenderSample.With(good, "webhook-signature", header));
    }

    [Fact]
    public void Public_key_may_stand_with_its_prefix_or_without()
    {
        var sender = KeySamples.All.Single(sample => sample.Scheme == "standard-webhooks-v1a");

        Assert.IsType<VerificationResult.Verified>(sender.Verify(sender.Good(), sender.Secret["whpk_".Length..]));
        Assert.IsType<VerificationResult.Failed>(sender.Verify(sender.Good(), "whsec_" + sender.Secret["whpk_".Length..]));
    }

    [Fact]
    public void Signs_with_a_private_key_in_each_of_its_forms_and_says_so_of_all_else()
    {
        var sender = KeySamples.All.Single(sample => sample.Scheme == "telnyx");
        var seed = Convert.FromHexString(sender.PrivateKey!);
        using var key = Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey, new() { ExportPolicy = KeyExportPolicies.AllowPlaintextExport });
        var pem = System.Text.Encoding.UTF8.GetString(key.Export(KeyBlobFormat.PkixPrivateKeyText));
        var publicPem = System.Text.Encoding.UTF8.GetString(key.PublicKey.Export(KeyBlobFormat.PkixPublicKeyText));

        Assert.All([sender.PrivateKey!, sender.PrivateKey!.ToUpperInvariant(), Convert.ToBase64String(seed), "whsk_" + Convert.ToBase64String(seed), pem], secret =>
            Assert.IsType<VerificationResult.Verified>(sender.Verify(WebhookSchemes.Create("telnyx").Sign(Requests.Post("{}"), new SecretValue(secret), SenderSample.Now).Request!)));
        Assert.All(["", "text", publicPem, "-----BEGIN", new string('0', 62)], secret =>
            Assert.StartsWith("the sender signs with a private key that it keeps", WebhookSchemes.Create("telnyx").Sign(Requests.Post("{}"), new SecretValue(secret), SenderSample.Now).Problem, StringComparison.Ordinal));
    }

    private static (string Key, byte[] Body, byte[] Signature) Signed()
    {
        var sender = KeySamples.All.Single(sample => sample.Scheme == "ed25519");
        var good = sender.Good();
        return (sender.Secret, good.Body.ToArray(), Convert.FromHexString(good.Headers["x-signature"]));
    }

    private static VerificationResult Verify(byte[] body, string key, string signature) =>
        Scheme().Verify(Requests.Post(body, ("x-signature", signature)), [new SecretValue(key)], SenderSample.Now);

    private static WebhookScheme Scheme() => new() { Name = "ed25519", Verifier = new Ed25519Signature(new() { Key = KeyEncoding.Hex }) };
}
