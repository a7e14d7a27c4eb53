using System.Text;
using TriggerBridge.Credentials;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Senders;
using Xunit.Abstractions;

namespace TriggerBridge.Tests.Webhooks.Senders;

/// <summary>What every scheme promises, on requests that an independent formula signed.</summary>
public sealed class SchemeContractTests(ITestOutputHelper output)
{
    private static readonly IReadOnlyList<SenderSample> Samples = SenderSamples.All;

    public static TheoryData<int, string> Senders => SenderTheory.Of();

    [Fact]
    public void Every_scheme_has_a_sample() =>
        Assert.Equal(WebhookSchemes.Names, Samples.Select(sample => sample.Scheme).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_sender_says_where_its_facts_come_from() =>
        Assert.All(WebhookSchemes.Names.Select(name => WebhookSchemes.Create(name)), scheme => Assert.Equal(scheme.IsGeneric, scheme.Facts is null));

    [Theory]
    [MemberData(nameof(Senders))]
    public void Good_request_is_verified_whatever_it_says(int sample, string scheme)
    {
        var sender = Samples[sample];
        string[] contents = ["hello", "Zoë 🦊 – 日本語", new('x', 1024 * 1024), .. sender.AllowsEmpty ? [""] : Array.Empty<string>()];

        Assert.All(contents, content => Assert.IsType<VerificationResult.Verified>(sender.Verify(sender.Good(content))));
        Assert.Equal(scheme, sender.Scheme);
    }

    [Theory]
    [MemberData(nameof(Senders))]
    public void Secret_can_be_rotated(int sample, string scheme)
    {
        var sender = Samples[sample];
        if (!sender.NeedsSecret) return;
        var request = sender.Good();

        Assert.Equal(sender.Secret, Assert.IsType<VerificationResult.Verified>(sender.Verify(request, sender.OtherSecret, sender.Secret)).By!.Reveal());
        Assert.Equal(sender.Secret, Assert.IsType<VerificationResult.Verified>(sender.Verify(request, sender.Secret, sender.OtherSecret)).By!.Reveal());
        Assert.False(IsVerified(sender, request, sender.OtherSecret), scheme);
    }

    [Theory]
    [MemberData(nameof(Senders))]
    public void Empty_or_unusable_secret_verifies_nothing(int sample, string scheme)
    {
        var sender = Samples[sample];
        if (!sender.NeedsSecret) return;

        Assert.All(["", "whsec_", "{}", "no base64!"], secret => Assert.False(IsVerified(sender, sender.Good(), secret), scheme));
        Assert.IsType<VerificationResult.Failed>(WebhookSchemes.Create(sender.Scheme, sender.Options).Verify(sender.Good(), [], SenderSample.Now));
    }

    [Theory]
    [MemberData(nameof(Senders))]
    public void Each_missing_part_is_refused_as_missing(int sample, string scheme)
    {
        var sender = Samples[sample];
        foreach (var field in sender.Proof.Where(field => field != "?bodySHA256"))
        {
            var without = sender.Verify(SenderSample.With(sender.Good(), field, null));
            var empty = sender.Verify(SenderSample.With(sender.Good(), field, ""));

            Assert.True(without is VerificationResult.Failed { Reason: VerificationFailure.MissingSignature }, $"{scheme} {field}: {without}");
            Assert.IsType<VerificationResult.Failed>(empty);
        }
    }

    [Theory]
    [MemberData(nameof(Senders))]
    public void One_changed_byte_is_refused_wherever_it_is(int sample, string scheme)
    {
        var sender = Samples[sample];
        var good = sender.Good();
        if (sender.SignsBody)
        {
            for (var i = 0; i < good.Body.Length; i++) Assert.False(IsVerified(sender, SpoiledRequest.WithByte(good, i, b => (byte)(b ^ 1))), $"{scheme}: body {i}");
        }

        foreach (var field in sender.Proof)
        {
            var text = SenderSample.Field(good, field);
            for (var i = 0; i < text.Length / 2; i++)
            {
                var changed = text[..i] + (text[i] == '!' ? '?' : '!') + text[(i + 1)..];
                Assert.False(IsVerified(sender, SenderSample.With(good, field, changed)), $"{scheme}: {field} {changed}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Senders))]
    public void Old_and_future_requests_are_stale(int sample, string scheme)
    {
        var sender = Samples[sample];
        if (sender.Tolerance is not { } tolerance) return;

        var second = TimeSpan.FromSeconds(1);
        Assert.True(IsVerified(sender, sender.Sign(sender.Secret, "hello", SenderSample.Now - tolerance)), scheme);
        Assert.True(IsVerified(sender, sender.Sign(sender.Secret, "hello", SenderSample.Now + tolerance)), scheme);
        foreach (var time in new[] { SenderSample.Now - tolerance - second, SenderSample.Now + tolerance + second, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue })
        {
            var result = sender.Verify(sender.Sign(sender.Secret, "hello", time));
            Assert.True(result is VerificationResult.Failed { Reason: VerificationFailure.Stale }, $"{scheme} {time}: {result}");
        }
    }

    [Theory]
    [InlineData("pagerduty", "x-pagerduty-signature", "v1=", ",")]
    [InlineData("stripe", "stripe-signature", "v1=", ",")]
    [InlineData("standard-webhooks", "webhook-signature", "v1,", " ")]
    public void Any_of_several_signatures_may_be_the_right_one(string scheme, string header, string prefix, string separator)
    {
        var sender = Samples.First(sample => sample.Scheme == scheme);
        var good = sender.Good();
        var parts = good.Headers[header].Split(separator);
        var right = Array.FindIndex(parts, part => part.StartsWith(prefix, StringComparison.Ordinal));
        var others = new[] { prefix + "AAAA", "v1a,AAAA", prefix + Convert.ToBase64String(new byte[32]), prefix + new string('0', 64), "" };

        var last = string.Join(separator, [.. parts[..right], .. others, parts[right]]);
        var none = string.Join(separator, [.. parts[..right], .. others]);

        Assert.True(IsVerified(sender, SenderSample.With(good, header, last)));
        Assert.False(IsVerified(sender, SenderSample.With(good, header, none)));
        Assert.False(IsVerified(sender, SenderSample.With(good, header, last.Replace(prefix, "v2", StringComparison.Ordinal))));
    }

    // Whoever has one request could otherwise put other data behind what is signed: the mapping takes the last of two.
    [Theory]
    [InlineData("mailgun", """{"signature":{""", """{"signature":{"token":"token-2",""")]
    [InlineData("mailgun", """},"event-data":""", """},"signature":1,"event-data":""")]
    [InlineData("mailgun", """},"event-data":""", """},"signature":{"token":"token-2"},"event-data":""")]
    [InlineData("lever", "\"token\":", "\"token\":\"other\",\"token\":")]
    [InlineData("adyen", "\"pspReference\":", "\"pspReference\":\"other\",\"pspReference\":")]
    [InlineData("adyen", "\"success\":\"true\"", "\"success\":\"true\",\"pspReference\":\"other\"")]
    [InlineData("adyen", "\"success\":\"true\"}}", "\"success\":\"true\"},\"NotificationRequestItem\":{\"pspReference\":\"other\"}}")]
    [InlineData("adyen", "\"success\":\"true\"}}]", "\"success\":\"true\"}}],\"notificationItems\":[{\"NotificationRequestItem\":{\"pspReference\":\"other\"}}]")]
    [InlineData("adyen", "\"success\":\"true\"}}]", "\"success\":\"true\"}},{\"NotificationRequestItem\":{\"pspReference\":\"other\"}}]")]
    public void What_is_signed_by_itself_must_not_come_twice(string scheme, string old, string forged)
    {
        var sender = Samples.First(sample => sample.Scheme == scheme);
        var good = sender.Good();
        var body = Encoding.UTF8.GetString(good.Body.Span);
        Assert.Contains(old, body, StringComparison.Ordinal);

        Assert.True(IsVerified(sender, good));
        Assert.False(IsVerified(sender, good with { Body = Encoding.UTF8.GetBytes(body.Replace(old, forged, StringComparison.Ordinal)) }));
    }

    [Fact]
    public void A_space_may_follow_a_comma_as_WorkOS_writes_it()
    {
        var sender = Samples.First(sample => sample.Scheme == "workos");
        var good = sender.Good();

        Assert.True(IsVerified(sender, SenderSample.With(good, "workos-signature", good.Headers["workos-signature"].Replace(",", ", ", StringComparison.Ordinal))));
    }

    [Fact]
    public void Box_must_say_how_it_signs()
    {
        var sender = Samples.First(sample => sample.Scheme == "box");

        Assert.All(["box-signature-version", "box-signature-algorithm"], header =>
        {
            Assert.False(IsVerified(sender, SenderSample.With(sender.Good(), header, "2")));
            Assert.False(IsVerified(sender, SenderSample.With(sender.Good(), header, value: null)));
        });
    }

    [Fact]
    public void Any_of_DocuSigns_numbered_headers_may_be_the_right_one()
    {
        var sender = Samples.First(sample => sample.Scheme == "docusign");
        var good = sender.Good();
        var right = good.Headers["x-docusign-signature-1"];
        var first = SenderSample.With(good, "x-docusign-signature-1", Convert.ToBase64String(new byte[32]));

        Assert.True(IsVerified(sender, SenderSample.With(first, "x-docusign-signature-2", right)));
        Assert.False(IsVerified(sender, SenderSample.With(first, "x-docusign-signature-3", right)));
    }

    [Fact]
    public void Verification_of_10_KB_in_the_HMAC_family_allocates_under_2_KB()
    {
        foreach (var sender in HmacSamples.All)
        {
            var scheme = WebhookSchemes.Create(sender.Scheme, sender.Options);
            var request = sender.Good(new string('x', 10 * 1024));
            SecretValue[] secrets = [new(sender.Secret)];
            scheme.Verify(request, secrets, SenderSample.Now);

            const int times = 100;
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < times; i++) scheme.Verify(request, secrets, SenderSample.Now);
            var allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / times;

            output.WriteLine($"{sender.Scheme}: {allocated} bytes");
            Assert.InRange(allocated, 0, 2 * 1024);
        }
    }

    private static bool IsVerified(SenderSample sender, WebhookRequest request, params string[] secrets) =>
        sender.Verify(request, secrets) is VerificationResult.Verified;
}
