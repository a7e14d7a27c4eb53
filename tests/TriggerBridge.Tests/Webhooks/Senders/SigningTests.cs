using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using TriggerBridge.Credentials;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Senders;

namespace TriggerBridge.Tests.Webhooks.Senders;

/// <summary>Every scheme signs as its sender does: held to the formulas of <see cref="SenderSamples"/>, which use nothing of the app's.</summary>
public sealed class SigningTests
{
    private static readonly IReadOnlyList<SenderSample> Samples = SenderSamples.All;

    public static TheoryData<int, string> Senders => SenderTheory.Of(sample => sample.CanBeSigned);

    // It signs with a key that only it has, and differently each time.
    public static TheoryData<int, string> Repeatable => SenderTheory.Of(sample => sample.Scheme != "sendgrid" && sample is { SignsAlike: true, CanBeSigned: true });

    [Theory]
    [MemberData(nameof(Senders))]
    public void What_is_signed_is_verified_and_nothing_else_is(int sample, string scheme)
    {
        var sender = Samples[sample];
        var (secret, verifying) = KeysOf(sender);

        var signed = Sign(sender, Bare(sender), secret);

        Assert.True(signed.IsSigned, $"{scheme}: {signed.Problem}");
        Assert.IsType<VerificationResult.Verified>(sender.Verify(signed.Request, verifying));
        // Of a sender that publishes its keys, no other signs with its own.
        Assert.IsType<VerificationResult.Failed>(sender.NeedsSecret ? sender.Verify(signed.Request, sender.OtherSecret) : sender.Verify(Sign(sender, Bare(sender), sender.OtherSecret).Request!));
        if (!sender.SignsBody) return;
        for (var i = 0; i < signed.Request.Body.Length; i++)
            Assert.IsType<VerificationResult.Failed>(sender.Verify(SpoiledRequest.WithByte(signed.Request, i, b => (byte)(b ^ 1)), verifying));
    }

    [Theory]
    [MemberData(nameof(Repeatable))]
    public void It_is_what_the_sender_signs(int sample, string scheme)
    {
        var sender = Samples[sample];
        var theirs = sender.Good();

        var ours = Sign(sender, Bare(sender), KeysOf(sender).Signing).Request!;

        // Some samples have further signatures beside the right one.
        var places = PlacesOf(sender, ours);
        Assert.True(places.Count > 0 || sender.ProofInBodyAfter is not null || !ReferenceEquals(sender, Samples.First(each => each.Scheme == scheme)));
        Assert.All(places, place => Assert.Contains(SenderSample.Field(ours, place), SenderSample.Field(theirs, place), StringComparison.Ordinal));
        if (sender.ProofInBodyAfter is { } before) Assert.Equal(ProofIn(theirs, before), ProofIn(ours, before));
        if (sender.SignsBody) Assert.Equal(Encoding.UTF8.GetString(theirs.Body.Span), Encoding.UTF8.GetString(ours.Body.Span));
    }

    [Theory]
    [MemberData(nameof(Senders))]
    public void With_a_secret_that_proves_nothing_nothing_is_signed(int sample, string scheme)
    {
        var sender = Samples[sample];
        var signed = Sign(sender, Bare(sender), "");

        Assert.False(signed.IsSigned, scheme);
        Assert.NotEmpty(signed.Problem);
    }

    [Fact]
    public void SendGrid_signs_with_a_private_key_in_either_form()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var sender = Samples.Single(sample => sample.Scheme == "sendgrid");

        Assert.All([Convert.ToBase64String(key.ExportPkcs8PrivateKey()), key.ExportPkcs8PrivateKeyPem()], secret =>
        {
            var request = Sign(sender, Bare(sender), secret).Request!;
            var signed = (byte[])[.. Encoding.UTF8.GetBytes(request.Headers["x-twilio-email-event-webhook-timestamp"]), .. request.Body.Span];
            Assert.True(key.VerifyData(signed, Convert.FromBase64String(request.Headers["x-twilio-email-event-webhook-signature"]), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        });
    }

    [Fact]
    public void SendGrid_says_what_it_needs_in_place_of_the_public_key()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var another = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var sender = Samples.Single(sample => sample.Scheme == "sendgrid");

        Assert.All(
            [sender.Secret, key.ExportSubjectPublicKeyInfoPem(), another.ExportPkcs8PrivateKeyPem(), "text"],
            secret => Assert.StartsWith("SendGrid signs with a private key that it keeps", Sign(sender, Bare(sender), secret).Problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("standard-webhooks", "{}", "the sender also signs the header webhook-id, which the request lacks")]
    [InlineData("linear", "[]", "the body must be a JSON object: the sender writes the time of sending to $.webhookTimestamp")]
    [InlineData("linear", """{"a":1,"a":2}""", "the body must be a JSON object: the sender writes the time of sending to $.webhookTimestamp")]
    [InlineData("lever", "{}", "the sender also signs $.token in its body, which the request lacks")]
    [InlineData("lever", """{"token":"t","triggeredAt":1,"a":1,"a":2}""", "the body must be a JSON object, each name of it once")]
    [InlineData("microsoft-graph", "{", "the body must be JSON with a list of notifications as $.value, each name once")]
    [InlineData("microsoft-graph", "{}", "the body must be JSON with a list of notifications as $.value, each name once")]
    [InlineData("microsoft-graph", """{"value":[1]}""", "the body must be JSON with a list of notifications as $.value, each name once")]
    [InlineData("microsoft-graph", """{"value":[{"a":1,"a":2}]}""", "the body must be JSON with a list of notifications as $.value, each name once")]
    [InlineData("salesforce", "<a/>", "the body must be an outbound message with an OrganizationId, whose text is the secret")]
    [InlineData("basic", "{}", """the secret must be {"user","password"}""", "text")]
    [InlineData("svix", "{}", "the secret must be base64, after whsec_ where that stands in front", "no base64!")]
    public void What_keeps_a_request_from_being_signed_is_told(string scheme, string body, string expected, string? secret = null)
    {
        var sender = Samples.First(sample => sample.Scheme == scheme);

        Assert.Equal(expected, Sign(sender, Requests.Post(body), secret ?? sender.Secret).Problem);
    }

    [Fact]
    public void A_key_of_the_query_is_added_to_the_address()
    {
        var sender = Samples.First(sample => sample.Scheme == "query-key");

        Assert.Equal("https://bridge/api/hooks/a?x=1&code=a%2F%26b", Sign(sender, Requests.Post("{}") with { Url = "https://bridge/api/hooks/a?x=1" }, "a/&b").Request!.Url);
        Assert.Equal("https://bridge/api/hooks/a?x=%2F&code=1", Sign(sender, Requests.Post("{}") with { Url = "https://bridge/api/hooks/a?code=old&x=%2F" }, "1").Request!.Url);
        Assert.Equal("https://bridge/api/hooks/a?code=1", Sign(sender, Requests.Post("{}") with { Url = "https://bridge/api/hooks/a" }, "1").Request!.Url);
    }

    private static SigningResult Sign(SenderSample sender, WebhookRequest request, string secret) =>
        WebhookSchemes.Create(sender.Scheme, sender.Options).Sign(request, new SecretValue(secret), SenderSample.Now);

    // What signs, and what verifies it.
    private static (string Signing, string Verifying) KeysOf(SenderSample sender)
    {
        if (sender.Scheme != "sendgrid") return (sender.PrivateKey ?? sender.Secret, sender.Secret);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return (Convert.ToBase64String(key.ExportPkcs8PrivateKey()), Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()));
    }

    // As it is before the sender signs it. The id of an event is there already; some sign it.
    private static WebhookRequest Bare(SenderSample sender)
    {
        var request = sender.Proof.Where(place => !place.EndsWith("-id", StringComparison.Ordinal)).Aggregate(sender.Good(), (request, place) => SenderSample.With(request, place, null));
        if (sender.ProofInBodyAfter is not { } before) return request;
        var body = Regex.Replace(Encoding.UTF8.GetString(request.Body.Span), Regex.Escape(before) + "[^\"<]*", before + "none", RegexOptions.None, TimeSpan.FromSeconds(10));
        return request with { Body = Encoding.UTF8.GetBytes(body) };
    }

    // Where a sender may send its secret in one of several places, it is signed for the first one.
    private static List<string> PlacesOf(SenderSample sender, WebhookRequest ours) =>
        [.. sender.Proof.Where(place => place[0] == '?' ? ours.Query.ContainsKey(place[1..]) : ours.Headers.ContainsKey(place))];

    private static string ProofIn(WebhookRequest request, string before)
    {
        var body = Encoding.UTF8.GetString(request.Body.Span);
        var start = body.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return body[start..body.IndexOfAny(['"', '<'], start)];
    }
}
