using TriggerBridge.Tests.Testing;
using TriggerBridge.Tests.Webhooks.Senders;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Senders;

namespace TriggerBridge.Tests.Webhooks.Certificates;

public sealed class PayPalSignatureTests
{
    private const string Sandbox = "https://api.sandbox.paypal.com/v1/notifications/certs/CERT-1";

    private static readonly SenderSample PayPal = CertificateSamples.PayPal;

    [Theory]
    [InlineData("https://paypal.com.evil.example/v1/notifications/certs/CERT-1")]
    [InlineData("https://evilpaypal.com/v1/notifications/certs/CERT-1")]
    [InlineData("https://evil.example/paypal.com")]
    [InlineData("https://api.paypal.com@evil.example/v1/notifications/certs/CERT-1")]
    [InlineData("https://me@api.paypal.com/v1/notifications/certs/CERT-1")]
    [InlineData("https://api.paypal.com:444/v1/notifications/certs/CERT-1")]
    [InlineData("http://api.paypal.com/v1/notifications/certs/CERT-1")]
    [InlineData("https://api.paypal.com/CERT-1")]
    [InlineData("https://www.paypal.com/v1/notifications/certs/CERT-1")]
    [InlineData("https://api.paypal.com/v1/notifications/certs/CERT-1?a")]
    [InlineData("https://api.paypal.com/v1/notifications/certs/CERT-1#a")]
    [InlineData("https://api.paypal.com/v1/notifications/certs/../CERT-1")]
    [InlineData("https://api.paypal.com/v1/notifications/certs/CERT-1\n")]
    public void Certificate_is_fetched_from_no_other_place(string url)
    {
        var publisher = SamplePublisher.Of(PayPal.Published);

        Assert.IsType<VerificationResult.Failed>(Verify(Transmission(url), publisher));
        Assert.Empty(publisher.Asked);
    }

    [Theory]
    [InlineData(CertificateSamples.PayPalCertificate, "messageverificationcerts.paypal.com", true)]
    [InlineData(CertificateSamples.PayPalCertificate, "messageverificationcerts.sandbox.paypal.com", false)]
    [InlineData(CertificateSamples.PayPalCertificate, "www.paypal.com", false)]
    [InlineData(CertificateSamples.PayPalCertificate, "evil.example", false)]
    [InlineData(Sandbox, "messageverificationcerts.sandbox.paypal.com", true)]
    [InlineData(Sandbox, "messageverificationcerts.paypal.com", false)]
    public void Certificate_must_be_in_the_name_of_PayPal_there(string url, string name, bool isTaken)
    {
        using var key = CertificateSamples.KeyOf(PayPal.Secret);
        var publisher = SamplePublisher.Of(new Dictionary<string, byte[]>(StringComparer.Ordinal) { [url] = SampleAuthority.Certify(key, name) });

        Assert.Equal(isTaken, Verify(Transmission(url), publisher) is VerificationResult.Verified);
    }

    [Fact]
    public void Another_algorithm_webhook_or_certificate_is_refused()
    {
        Assert.All(["SHA1withRSA", "sha256withrsa", "none", "SHA256withECDSA"], algorithm =>
            Assert.IsType<VerificationResult.Failed>(PayPal.Verify(CertificateSamples.Transmission(PayPal.Secret, "{}"u8.ToArray(), SenderSample.Now, algorithm: algorithm))));
        Assert.IsType<VerificationResult.Failed>((PayPal with { Options = new() { WebhookId = "8PT597110X687430LKGECATB" } }).Verify(PayPal.Good()));

        using var key = CertificateSamples.KeyOf(PayPal.Secret);
        var stranger = SampleAuthority.SelfSigned("Stranger");
        var pem = SampleAuthority.Pem(SampleAuthority.Leaf(key, "messageverificationcerts.paypal.com", stranger, SenderSample.Now.AddYears(-1), SenderSample.Now.AddYears(1)), stranger);
        var expired = SampleAuthority.Pem(SampleAuthority.Leaf(key, "messageverificationcerts.paypal.com", SampleAuthority.Issuer, SenderSample.Now.AddYears(-2), SenderSample.Now.AddYears(-1)), SampleAuthority.Issuer);
        Assert.All([pem, expired], document =>
            Assert.IsType<VerificationResult.Failed>(Verify(PayPal.Good(), SamplePublisher.Of(new Dictionary<string, byte[]>(StringComparer.Ordinal) { [CertificateSamples.PayPalCertificate] = document }))));
    }

    // Why the documentation says that the body is a hint: see the notes of this sender.
    [Fact]
    public void Another_body_with_the_same_CRC_32_is_taken_and_is_the_same_transmission()
    {
        byte[] one = [.. "{\"id\":\"WH-1\"}"u8];
        byte[] other = WithSameCrc(one, [.. "{\"id\":\"WH-2\"}"u8]);
        var request = CertificateSamples.Transmission(PayPal.Secret, one, SenderSample.Now);

        Assert.NotEqual(one, other);
        Assert.IsType<VerificationResult.Verified>(PayPal.Verify(request with { Body = other }));
        Assert.False(WebhookSchemes.Create("paypal", PayPal.Options).Verifier.CoversBody);
    }

    [Fact]
    public async Task While_the_certificate_cannot_be_read_PayPal_hears_503_and_nothing_is_recorded()
    {
        await using var app = await SenderApp.StartForAsync(PayPal with { Published = null });

        Assert.Equal(503, (await app.SendAsync(PayPal.Good())).Status);
        Assert.Equal(0, (await app.GetAsync($"/api/deliveries?bridge={TestApp.Bridge}")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Captured_transmission_with_another_body_starts_nothing_within_the_replay_window()
    {
        byte[] one = [.. "{\"id\":\"WH-1\"}"u8];
        await using var app = await SenderApp.StartForAsync(PayPal, """, "replayWindow": "1.00:00:00" """);
        var request = CertificateSamples.Transmission(PayPal.Secret, one, SenderSample.Now);

        Assert.Equal(202, (await app.SendAsync(request)).Status);
        Assert.Equal(200, (await app.SendAsync(request with { Body = WithSameCrc(one, [.. "{\"id\":\"WH-2\"}"u8]) })).Status);
        Assert.Equal(1, (await app.GetAsync($"/api/deliveries?bridge={TestApp.Bridge}")).GetProperty("items").GetArrayLength());
    }

    private static WebhookRequest Transmission(string url) => CertificateSamples.Transmission(PayPal.Secret, "{}"u8.ToArray(), SenderSample.Now, url);

    private static VerificationResult Verify(WebhookRequest request, SamplePublisher publisher) =>
        WebhookSchemes.Create("paypal", PayPal.Options).Verify(request, [], SenderSample.Now, publisher);

    // A CRC-32 is linear: which of 64 places get a space or a tab, both white space of JSON, follows from 32 equations.
    private static byte[] WithSameCrc(byte[] wanted, byte[] forged)
    {
        const int places = 64;
        byte[] Padded(ulong tabs) => [.. forged, .. Enumerable.Range(0, places).Select(i => (tabs >> i & 1) == 0 ? (byte)' ' : (byte)'\t')];
        var from = Crc(Padded(0));
        var rows = new List<(uint Value, ulong Tabs)>();
        for (var i = 0; i < places; i++)
        {
            var (value, tabs) = (Crc(Padded(1UL << i)) ^ from, 1UL << i);
            foreach (var row in rows)
            {
                if ((value ^ row.Value) < value) (value, tabs) = (value ^ row.Value, tabs ^ row.Tabs);
            }

            if (value == 0) continue;
            rows.Add((value, tabs));
            rows.Sort((a, b) => b.Value.CompareTo(a.Value));
        }

        var (missing, chosen) = (Crc(wanted) ^ from, 0UL);
        foreach (var row in rows)
        {
            if ((missing ^ row.Value) < missing) (missing, chosen) = (missing ^ row.Value, chosen ^ row.Tabs);
        }

        Assert.Equal(0U, missing);
        return Padded(chosen);
    }

    private static uint Crc(byte[] bytes) => System.IO.Hashing.Crc32.HashToUInt32(bytes);
}
