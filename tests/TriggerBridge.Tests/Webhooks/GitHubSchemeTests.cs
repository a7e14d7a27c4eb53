using System.Security.Cryptography;
using System.Text;
using TriggerBridge.Credentials;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Senders;

namespace TriggerBridge.Tests.Webhooks;

/// <summary>The vector is GitHub's own: https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries.</summary>
public sealed class GitHubSchemeTests
{
    private const string Body = "Hello, World!";
    private const string Hex = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    private static readonly WebhookScheme GitHub = WebhookSchemes.Create("github");
    private static readonly SecretValue Secret = new("It's a Secret to Everybody");

    [Fact]
    public void GitHubs_published_signature_is_verified() => Assert.IsType<VerificationResult.Verified>(Verify(Body, "sha256=" + Hex, Secret));

    [Fact]
    public void Upper_case_digits_are_the_same_signature() =>
        Assert.IsType<VerificationResult.Verified>(Verify(Body, "sha256=" + Hex.ToUpperInvariant(), Secret));

    [Theory]
    [InlineData("hello, World!")]
    [InlineData("Hello, World! ")]
    [InlineData("")]
    public void Changed_body_is_refused(string body) => AssertFailed(VerificationFailure.WrongSignature, Verify(body, "sha256=" + Hex, Secret));

    [Fact]
    public void Another_secret_is_refused() =>
        AssertFailed(VerificationFailure.WrongSignature, Verify(Body, "sha256=" + Hex, new SecretValue("It's a secret to everybody")));

    [Fact]
    public void Without_a_secret_nothing_is_verified() => AssertFailed(VerificationFailure.WrongSignature, Verify(Body, "sha256=" + Hex));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Any_of_several_secrets_may_have_signed(int position)
    {
        var secrets = new List<SecretValue> { new("old"), new("older") };
        secrets.Insert(position, Secret);

        Assert.IsType<VerificationResult.Verified>(Verify(Body, "sha256=" + Hex, [.. secrets]));
    }

    [Fact]
    public void An_empty_secret_verifies_nothing_though_anyone_can_sign_with_it()
    {
        var signature = Convert.ToHexString(HMACSHA256.HashData(Array.Empty<byte>(), Encoding.UTF8.GetBytes(Body)));

        AssertFailed(VerificationFailure.WrongSignature, Verify(Body, "sha256=" + signature, new SecretValue("")));
    }

    [Theory]
    [InlineData(Hex)]
    [InlineData("sha1=" + Hex)]
    [InlineData("SHA256=" + Hex)]
    [InlineData("sha256=")]
    [InlineData("sha256=757107ea")]
    [InlineData("sha256=" + Hex + "00")]
    [InlineData("sha256=" + Hex + "0")]
    [InlineData("sha256= " + Hex)]
    [InlineData("sha256=" + Hex + ", sha256=" + Hex)]
    [InlineData("sha256=zz7107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    [InlineData("sha256=ⅦⅦ7107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e")]
    public void What_is_not_written_as_GitHub_writes_it_is_malformed(string signature) =>
        AssertFailed(VerificationFailure.MalformedSignature, Verify(Body, signature, Secret));

    [Fact]
    public void Missing_signature_is_refused()
    {
        AssertFailed(VerificationFailure.MissingSignature, GitHub.Verify(Requests.Post(Body), [Secret], DateTimeOffset.UnixEpoch));
        AssertFailed(VerificationFailure.MissingSignature, Verify(Body, "", Secret));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1024 * 1024)]
    public void Bodies_of_any_size_are_verified(int size)
    {
        var body = new byte[size];
        RandomNumberGenerator.Fill(body);
        var signature = "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Secret.Utf8.Span, body));

        Assert.IsType<VerificationResult.Verified>(Verify(body, signature, Secret));
    }

    [Fact]
    public void One_flipped_bit_anywhere_is_refused()
    {
        var body = Encoding.UTF8.GetBytes(Body);
        for (var bit = 0; bit < body.Length * 8; bit++)
        {
            var flipped = body.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertFailed(VerificationFailure.WrongSignature, Verify(flipped, "sha256=" + Hex, Secret));
        }

        var signature = Convert.FromHexString(Hex);
        for (var bit = 0; bit < signature.Length * 8; bit++)
        {
            var flipped = signature.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertFailed(VerificationFailure.WrongSignature, Verify(body, "sha256=" + Convert.ToHexString(flipped), Secret));
        }
    }

    [Fact]
    public void Ping_is_answered_and_becomes_no_delivery()
    {
        Assert.True(GitHub.Handshake!.IsSigned);
        Assert.Equal(200, GitHub.Handshake.Answer(Requests.Post("{}", ("x-github-event", "ping")), Secret)?.Status);
        Assert.Null(GitHub.Handshake.Answer(Requests.Post("{}", ("x-github-event", "organization")), Secret));
        Assert.Null(GitHub.Handshake.Answer(Requests.Post("{}"), Secret));
    }

    private static VerificationResult Verify(string body, string signature, params SecretValue[] secrets) =>
        Verify(Encoding.UTF8.GetBytes(body), signature, secrets);

    private static VerificationResult Verify(byte[] body, string signature, params SecretValue[] secrets) =>
        GitHub.Verify(Requests.Post(body, ("x-hub-signature-256", signature)), secrets, DateTimeOffset.UnixEpoch);

    private static void AssertFailed(VerificationFailure reason, VerificationResult result) =>
        Assert.Equal(reason, Assert.IsType<VerificationResult.Failed>(result).Reason);
}
