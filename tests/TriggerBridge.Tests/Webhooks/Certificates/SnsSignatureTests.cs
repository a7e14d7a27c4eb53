using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using TriggerBridge.Tests.Webhooks.Senders;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Published;
using TriggerBridge.Webhooks.Senders;

namespace TriggerBridge.Tests.Webhooks.Certificates;

public sealed class SnsSignatureTests
{
    private const string Subscribe = "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=arn:aws:sns:eu-central-1:123456789012:users&Token=2336412f37fb";

    private static readonly SenderSample Sns = CertificateSamples.Sns;

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public void Any_changed_byte_of_what_is_read_is_refused(string version)
    {
        var good = Message(members => members["SignatureVersion"] = version);
        Assert.IsType<VerificationResult.Verified>(Sns.Verify(good));

        // After it stands only the address that ends the subscription, which is not signed and not kept.
        var end = Encoding.UTF8.GetString(good.Body.Span).IndexOf(",\"UnsubscribeURL", StringComparison.Ordinal);
        for (var i = 0; i < end; i++)
        {
            foreach (var bit in (byte[])[1, 32])
            {
                var changed = SpoiledRequest.WithByte(good, i, b => (byte)(b ^ bit));
                // An escape means the same in either case.
                if (Sns.Verify(changed) is VerificationResult.Verified) Assert.True(JsonNode.DeepEquals(JsonNode.Parse(changed.Body.Span), JsonNode.Parse(good.Body.Span)), $"byte {i}");
            }
        }
    }

    [Fact]
    public void Version_1_is_refused_where_the_bridge_says_so()
    {
        var strict = Sns with { Options = Sns.Options! with { RefusesSha1 = true } };

        Assert.IsType<VerificationResult.Failed>(strict.Verify(Message(members => members["SignatureVersion"] = "1")));
        Assert.IsType<VerificationResult.Verified>(strict.Verify(Message(_ => { })));
        Assert.All(["0", "3", "01", "2 ", ""], version => Assert.IsType<VerificationResult.Failed>(Sns.Verify(Message(members => members["SignatureVersion"] = version))));
    }

    [Theory]
    [InlineData("SubscriptionConfirmation")]
    [InlineData("UnsubscribeConfirmation")]
    public void Tests_of_the_address_are_signed_in_their_own_way(string type)
    {
        var good = Confirmation(type);

        Assert.IsType<VerificationResult.Verified>(Sns.Verify(good));
        Assert.All(["Token", "SubscribeURL", "Message", "MessageId", "Timestamp", "TopicArn"], name =>
        {
            Assert.IsNotType<VerificationResult.Verified>(Sns.Verify(Changed(good, members => members[name] = members[name]!.GetValue<string>() + "0")));
            Assert.IsNotType<VerificationResult.Verified>(Sns.Verify(Changed(good, members => members.Remove(name))));
        });
        Assert.IsNotType<VerificationResult.Verified>(Sns.Verify(Changed(good, members => members["Type"] = "Notification")));
    }

    [Fact]
    public void Subject_is_signed_only_where_there_is_one()
    {
        var without = Message(members => members.Remove("Subject"));

        Assert.IsType<VerificationResult.Verified>(Sns.Verify(without));
        Assert.IsType<VerificationResult.Verified>(Sns.Verify(Changed(without, members => members["Subject"] = null)));
        Assert.IsNotType<VerificationResult.Verified>(Sns.Verify(Changed(without, members => members["Subject"] = "")));
        Assert.IsType<VerificationResult.Verified>(Sns.Verify(Message(members => members["Subject"] = "")));
        Assert.IsNotType<VerificationResult.Verified>(Sns.Verify(Changed(Message(_ => { }), members => members.Remove("Subject"))));
    }

    [Theory]
    [InlineData("https://s3.amazonaws.com/SimpleNotificationService-00000000000000000000000000000000.pem")]
    [InlineData("https://sns.us-east-1.s3.amazonaws.com/SimpleNotificationService-00000000000000000000000000000000.pem")]
    [InlineData("https://sns.us-east-1.amazonaws.com.evil.example/SimpleNotificationService-00000000000000000000000000000000.pem")]
    [InlineData("https://sns.us-east-1.amazonaws.com.cn.evil.example/SimpleNotificationService-00000000000000000000000000000000.pem")]
    [InlineData("https://evil.example/sns.us-east-1.amazonaws.com/SimpleNotificationService-00000000000000000000000000000000.pem")]
    [InlineData("https://sns.us-east-1xamazonaws.com/SimpleNotificationService-00000000000000000000000000000000.pem")]
    [InlineData("https://sns.us-east-1.amazonaws.com@evil.example/SimpleNotificationService-00000000000000000000000000000000.pem")]
    [InlineData("https://me@sns.us-east-1.amazonaws.com/SimpleNotificationService-00000000000000000000000000000000.pem")]
    [InlineData("https://sns.us-east-1.amazonaws.com:8443/SimpleNotificationService-00000000000000000000000000000000.pem")]
    [InlineData("http://sns.us-east-1.amazonaws.com/SimpleNotificationService-00000000000000000000000000000000.pem")]
    [InlineData("HTTPS://sns.us-east-1.amazonaws.com/SimpleNotificationService-00000000000000000000000000000000.pem")]
    [InlineData("https://sns.us-east-1.amazonaws.com/SimpleNotificationService-00000000000000000000000000000000.pem?a")]
    [InlineData("https://sns.us-east-1.amazonaws.com/SimpleNotificationService-00000000000000000000000000000000.pem#a")]
    [InlineData("https://sns.us-east-1.amazonaws.com/SimpleNotificationService-00000000000000000000000000000000.pem\n")]
    [InlineData("https://sns.us-east-1.amazonaws.com/a/../SimpleNotificationService-00000000000000000000000000000000.pem")]
    [InlineData("https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0000000000000000/0000000000000000.pem")]
    [InlineData("https://sns.us-east-1.amazonaws.com/?Action=Subscribe&x=.pem")]
    [InlineData("https://sns.us-east-1.amazonaws.com/other.pem")]
    [InlineData("https://sns.amazonaws.com/SimpleNotificationService-00000000000000000000000000000000.pem")]
    [InlineData("https://sns.us_east.amazonaws.com/SimpleNotificationService-00000000000000000000000000000000.pem")]
    [InlineData("file:///etc/passwd")]
    [InlineData("")]
    public void Certificate_is_fetched_from_no_other_place(string url)
    {
        var publisher = SamplePublisher.Of(Sns.Published);

        var result = Verify(Message(members => members["SigningCertURL"] = url), publisher);

        Assert.IsType<VerificationResult.Failed>(result);
        Assert.Empty(publisher.Asked);
    }

    [Fact]
    public void Message_of_another_topic_is_refused_before_anything_is_fetched()
    {
        var publisher = SamplePublisher.Of(Sns.Published);
        string[] topics = ["arn:aws:sns:eu-central-1:999999999999:users", CertificateSamples.Topic + "2", CertificateSamples.Topic.ToUpperInvariant(), CertificateSamples.Topic + "\nType\nNotification"];

        Assert.All(topics, topic => Assert.Equal(VerificationFailure.WrongSender, Assert.IsType<VerificationResult.Failed>(Verify(Message(members => members["TopicArn"] = topic), publisher)).Reason));
        Assert.Empty(publisher.Asked);
        Assert.IsType<VerificationResult.Failed>((Sns with { Options = new() }).Verify(Sns.Good()));
    }

    [Fact]
    public void Text_that_comes_twice_is_refused_whichever_is_read_later()
    {
        var good = Encoding.UTF8.GetString(Message(_ => { }).Body.Span);

        Assert.IsType<VerificationResult.Verified>(Sns.Verify(With(good)));
        Assert.All(["Message", "M\\u0065ssage", "MessageId", "TopicArn", "Type", "SubscribeURL\":\"x\",\"SubscribeURL"], name =>
        {
            Assert.IsType<VerificationResult.Failed>(Sns.Verify(With(good[..^1] + $",\"{name}\":\"forged\"}}")));
            Assert.IsType<VerificationResult.Failed>(Sns.Verify(With($"{{\"{name}\":\"forged\"," + good[1..])));
        });
        Assert.IsType<VerificationResult.Failed>(Sns.Verify(With(good + "{}")));
        Assert.IsType<VerificationResult.Failed>(Sns.Verify(With($"[{good}]")));

        static WebhookRequest With(string body) => SenderSample.Post(Encoding.UTF8.GetBytes(body));
    }

    [Fact]
    public void Raw_delivery_is_refused()
    {
        var request = SenderSample.Post("""{"login":"leaver"}"""u8.ToArray(), ("x-amz-sns-rawdelivery", "true"), ("x-amz-sns-message-type", "Notification"), ("x-amz-sns-topic-arn", CertificateSamples.Topic));

        Assert.Equal(VerificationFailure.MissingSignature, Assert.IsType<VerificationResult.Failed>(Sns.Verify(request)).Reason);
        Assert.IsType<VerificationResult.Failed>(Sns.Verify(SenderSample.With(Sns.Good(), "x-amz-sns-message-type", "SubscriptionConfirmation")));
        Assert.IsType<VerificationResult.Verified>(Sns.Verify(SenderSample.With(Sns.Good(), "x-amz-sns-message-type", null)));
    }

    [Theory]
    [InlineData("us-east-1", "com", "sns.amazonaws.com", true)]
    [InlineData("us-east-1", "com", "sns.us-east-1.amazonaws.com", true)]
    [InlineData("us-east-1", "com", "sns.eu-west-1.amazonaws.com", false)]
    [InlineData("us-east-1", "com", "amazonaws.com", false)]
    [InlineData("us-east-1", "com", "*.amazonaws.com", false)]
    [InlineData("us-east-1", "com", "s3.amazonaws.com", false)]
    [InlineData("us-east-1", "com", "sns.amazonaws.com.cn", false)]
    [InlineData("us-east-1", "com", "evil.example", false)]
    [InlineData("me-south-1", "com", "sns-signing.me-south-1.amazonaws.com", true)]
    [InlineData("us-east-1", "com", "sns-signing.me-south-1.amazonaws.com", false)]
    [InlineData("us-gov-east-1", "com", "sns-us-gov-west-1.amazonaws.com", true)]
    [InlineData("us-east-1", "com", "sns-us-gov-west-1.amazonaws.com", false)]
    [InlineData("cn-north-1", "com.cn", "sns-cn-north-1.amazonaws.com.cn", true)]
    [InlineData("cn-north-9", "com.cn", "sns.amazonaws.com.cn", true)]
    [InlineData("cn-north-1", "com.cn", "sns.amazonaws.com", false)]
    public void Certificate_must_be_in_the_name_of_SNS_there(string region, string suffix, string name, bool isTaken)
    {
        var url = $"https://sns.{region}.amazonaws.{suffix}/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem";

        var result = Verify(Message(members => members["SigningCertURL"] = url), Publish(url, SampleAuthority.Certify(Key(), name)));

        Assert.Equal(isTaken, result is VerificationResult.Verified);
        if (!isTaken) Assert.Equal(VerificationFailure.WrongSignature, Assert.IsType<VerificationResult.Failed>(result).Reason);
    }

    [Fact]
    public void Certificate_must_be_valid_now_and_lead_to_a_trusted_root()
    {
        var now = SenderSample.Now;
        using var key = Key();
        using var small = RSA.Create(1024);
        var stranger = SampleAuthority.SelfSigned("Stranger");
        var good = Leaf(key, now.AddYears(-1), now.AddYears(1));

        AssertTaken(SampleAuthority.Pem(good, SampleAuthority.Issuer), true);
        AssertTaken(SampleAuthority.Pem(Leaf(key, now.AddYears(-1), now.AddSeconds(-1)), SampleAuthority.Issuer), false);
        AssertTaken(SampleAuthority.Pem(Leaf(key, now.AddSeconds(1), now.AddYears(1)), SampleAuthority.Issuer), false);
        AssertTaken(SampleAuthority.Pem(SampleAuthority.Leaf(key, "sns.amazonaws.com", stranger, now.AddYears(-1), now.AddYears(1)), stranger), false);
        AssertTaken(SampleAuthority.Pem(SelfSigned(key)), false);
        // Its issuer is nowhere.
        AssertTaken(SampleAuthority.Pem(good), false);
        // A certificate that may not issue others.
        var notAnIssuer = good.CopyWithPrivateKey(key);
        AssertTaken(SampleAuthority.Pem(SampleAuthority.Leaf(key, "sns.amazonaws.com", notAnIssuer, now.AddYears(-1).AddDays(1), now.AddYears(1).AddDays(-1)), good, SampleAuthority.Issuer), false);
        Assert.All([[], "no certificate"u8.ToArray(), SampleAuthority.Pem(SampleAuthority.Issuer), SampleAuthority.Certify(small, "sns.amazonaws.com"), SampleAuthority.Pem([.. Enumerable.Repeat(good, 11)])], AssertUnavailable);

        static X509Certificate2 Leaf(RSA key, DateTimeOffset from, DateTimeOffset until) => SampleAuthority.Leaf(key, "sns.amazonaws.com", SampleAuthority.Issuer, from, until);

        static void AssertTaken(byte[] pem, bool isTaken) => Assert.Equal(isTaken, Verify(Sns.Good(), Publish(CertificateSamples.SnsCertificate, pem)) is VerificationResult.Verified);

        static void AssertUnavailable(byte[] pem) => Assert.IsType<VerificationResult.Unavailable>(Verify(Sns.Good(), Publish(CertificateSamples.SnsCertificate, pem)));
    }

    [Fact]
    public void Issuer_that_the_file_lacks_is_fetched_once_the_signature_is_right()
    {
        const string at = "http://crt.example.com/issuer.cer";
        using var key = Key();
        var leaf = SampleAuthority.Leaf(key, "sns.amazonaws.com", SampleAuthority.Issuer, SenderSample.Now.AddYears(-1), SenderSample.Now.AddYears(1), at);
        var publisher = Publish(CertificateSamples.SnsCertificate, SampleAuthority.Pem(leaf));

        Assert.IsType<VerificationResult.Failed>(Verify(Sns.Sign(Sns.OtherSecret, "hello", SenderSample.Now), publisher));
        Assert.Equal([CertificateSamples.SnsCertificate], publisher.Asked.Select(address => address.AbsoluteUri));

        Assert.IsType<VerificationResult.Unavailable>(Verify(Sns.Good(), publisher));
        publisher.Documents[at] = SampleAuthority.Issuer.RawData;
        Assert.IsType<VerificationResult.Verified>(Verify(Sns.Good(), publisher));
        publisher.Documents[at] = SampleAuthority.SelfSigned("Stranger").RawData;
        Assert.IsNotType<VerificationResult.Verified>(Verify(Sns.Good(), publisher));
        publisher.Documents[at] = "no certificate"u8.ToArray();
        Assert.IsType<VerificationResult.Unavailable>(Verify(Sns.Good(), publisher));
    }

    [Fact]
    public async Task The_operating_system_trusts_none_of_the_tests_certificates()
    {
        var verifier = WebhookSchemes.Create("aws-sns", Sns.Options).Verifier;

        var result = await verifier.VerifyAsync(Sns.Good(), VerificationMeans.Of(SenderSample.Now) with { Documents = SamplePublisher.Of(Sns.Published) }, CancellationToken.None);

        Assert.Same(CertificateTrust.Platform, VerificationMeans.Of(SenderSample.Now).Trust);
        Assert.Equal(VerificationFailure.WrongSignature, Assert.IsType<VerificationResult.Failed>(result).Reason);
    }

    [Fact]
    public void The_operating_system_trusts_its_own_roots()
    {
        using var store = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);

        Assert.Contains(store.Certificates, root => CertificateTrust.Platform.Includes(root, [], new DateTimeOffset(root.NotAfter.AddDays(-1)), out _));
    }

    internal static WebhookRequest Confirmation(string type, string subscribe = Subscribe, string topic = CertificateSamples.Topic, string? secret = null) =>
        CertificateSamples.Message(secret ?? Sns.Secret, SenderSample.Now, members =>
        {
            members["Type"] = type;
            members["TopicArn"] = topic;
            members["Token"] = "2336412f37fb";
            members["SubscribeURL"] = subscribe;
            members.Remove("Subject");
        });

    private static WebhookRequest Message(Action<Dictionary<string, string>> change) => CertificateSamples.Message(Sns.Secret, SenderSample.Now, change);

    private static VerificationResult Verify(WebhookRequest request, SamplePublisher publisher) =>
        WebhookSchemes.Create("aws-sns", Sns.Options).Verify(request, [], SenderSample.Now, publisher);

    private static SamplePublisher Publish(string address, byte[] document) => SamplePublisher.Of(new Dictionary<string, byte[]>(StringComparer.Ordinal) { [address] = document });

    private static RSA Key() => CertificateSamples.KeyOf(Sns.Secret);

    private static X509Certificate2 SelfSigned(RSA key) =>
        new CertificateRequest("CN=sns.amazonaws.com", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(SenderSample.Now.AddYears(-1), SenderSample.Now.AddYears(1));

    private static WebhookRequest Changed(WebhookRequest request, Action<JsonObject> change)
    {
        var members = JsonNode.Parse(request.Body.Span)!.AsObject();
        change(members);
        return request with { Body = Encoding.UTF8.GetBytes(members.ToJsonString()) };
    }
}
