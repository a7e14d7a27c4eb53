using System.Globalization;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using TriggerBridge.Credentials;
using TriggerBridge.Webhooks.Hmac;

namespace TriggerBridge.Webhooks.Certificates;

/// <summary>
/// PayPal signs four texts with the key of a certificate that it publishes (https://developer.paypal.com/api/rest/webhooks/rest/#link-selfverificationmethod). The
/// last of them is a CRC-32 of the body, for which anybody can find another body: whoever has seen one request can send any.
/// </summary>
/// <param name="webhookId">What PayPal calls this webhook: it is signed, and does not stand in the request.</param>
internal sealed partial class PayPalSignature(string webhookId, TimeSpan? tolerance) : IRequestVerifier
{
    /// <summary>How PayPal writes the address of a certificate; this one is nobody's.</summary>
    public const string SomeCertificate = "https://api.paypal.com/v1/notifications/certs/CERT-00000000-00000000-00000000";

    private const string Id = "paypal-transmission-id";
    private const string Time = "paypal-transmission-time";
    private const string Signature = "paypal-transmission-sig";
    private const string Certificate = "paypal-cert-url";
    private const string Algorithm = "paypal-auth-algo";
    private const string Rsa = "SHA256withRSA";

    private const string CertificateName = "messageverificationcerts.paypal.com";
    private const string SandboxName = "messageverificationcerts.sandbox.paypal.com";

    private readonly TimestampSpec _time = new() { Header = Time, Format = TimestampFormat.Iso8601, Tolerance = tolerance };

    public IEnumerable<string> SensitiveHeaders => [Signature];

    public string Description =>
        $"`{Signature}: `base64 RSA of `{{header:{Id}}}|{{header:{Time}}}|`webhook id`|`CRC-32 of `{{body}}`, by the certificate at `{Certificate}`, a host of PayPal; **the body is bound by a CRC-32 only**";

    public bool NeedsSecret => false;

    public bool CoversBody => false;

    public bool ShowsSecret => false;

    public string WhyAnyBody => "another body with the same CRC-32 is soon found";

    // Not the body, for which there are others: a transmission is good for one event.
    public void AppendSigned(WebhookRequest request, IncrementalHash hash) =>
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Header(Id)}|{request.Header(Time)}|{webhookId}"));

    public async ValueTask<VerificationResult> VerifyAsync(WebhookRequest request, VerificationMeans means, CancellationToken cancellationToken)
    {
        if (request.Header(Id) is not { } id || request.Header(Time) is not { } time || request.Header(Signature) is not { } header
            || request.Header(Certificate) is not { } url || request.Header(Algorithm) is not { } algorithm)
        {
            return VerificationResult.Failed.Missing;
        }

        // All of this before anything is fetched, as anybody can write it.
        var signature = new byte[header.Length];
        if (algorithm != Rsa || !CertificateUrl().IsMatch(url) || !Convert.TryFromBase64String(header, signature, out var length) || !_time.TryParse(time, now: default, out var sentAt))
            return VerificationResult.Failed.Malformed;

        var address = new Uri(url);
        return await SenderCertificate.VerifyAsync(
            address,
            [address.Host.EndsWith(".sandbox.paypal.com", StringComparison.Ordinal) ? SandboxName : CertificateName],
            new CertifiedText(Signed(id, time, request), signature.AsMemory(0, length), HashAlgorithmName.SHA256),
            _time.IsStale(sentAt, means.Now),
            means,
            cancellationToken);
    }

    /// <param name="secret">A private key of one's own, in PEM.</param>
    public SigningResult Sign(WebhookRequest request, SecretValue secret, DateTimeOffset now)
    {
        using var key = PrivateRsaKey.In(secret.Reveal());
        if (key is null)
            return SigningResult.Impossible("PayPal signs with a private key that it keeps: give one of your own here (RSA in PEM), whose certificate only a test can publish");

        var id = request.Header(Id) ?? DeliveryId.Derive(request.Body.Span);
        var time = _time.Write(now);
        var signature = key.SignData(Signed(id, time, request), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return SigningResult.Signed(request
            .WithHeader(Id, id)
            .WithHeader(Time, time)
            .WithHeader(Certificate, request.Header(Certificate) ?? SomeCertificate)
            .WithHeader(Algorithm, Rsa)
            .WithHeader(Signature, Convert.ToBase64String(signature)));
    }

    private byte[] Signed(string id, string time, WebhookRequest request) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}|{time}|{webhookId}|{Crc32.HashToUInt32(request.Body.Span)}"));

    [GeneratedRegex(@"\Ahttps://api(-m)?(\.sandbox)?\.paypal\.com/v1/notifications/certs/[a-zA-Z0-9_-]{1,200}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CertificateUrl();
}
