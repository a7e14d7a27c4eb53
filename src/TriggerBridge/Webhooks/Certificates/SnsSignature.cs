using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using TriggerBridge.Credentials;
using TriggerBridge.Webhooks.Hmac;

namespace TriggerBridge.Webhooks.Certificates;

/// <summary>
/// Amazon SNS signs texts of the body with the key of a certificate that it publishes (https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html).
/// Anybody can have a topic, and SNS signs for all of them: the topic is what tells one's own.
/// </summary>
/// <param name="topics">The topics whose messages are taken.</param>
/// <param name="refusesSha1">Version 1 signs with SHA-1: for that somebody must find two messages with the same hash, and have SNS send one of them.</param>
internal sealed class SnsSignature(IReadOnlyList<string> topics, bool refusesSha1, TimeSpan? tolerance) : IRequestVerifier
{
    /// <summary>How SNS writes the address of a certificate; this one is nobody's.</summary>
    public const string SomeCertificate = "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-00000000000000000000000000000000.pem";

    private const string TypeHeader = "x-amz-sns-message-type";

    private readonly TimestampSpec _time = new() { BodyMember = "Timestamp", Format = TimestampFormat.Iso8601, Tolerance = tolerance ?? TimeSpan.FromHours(1) };

    public IEnumerable<string> SensitiveHeaders => [];

    public string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"`$.Signature`: base64 RSA of the message by the certificate at `$.SigningCertURL`, a host of SNS; `$.TopicArn` is one of the bridge's; {_time.Tolerance!.Value.TotalMinutes} min");

    public string ReadsOfBody => "JSON, the texts of the message";

    public bool NeedsSecret => false;

    public bool CoversBody => true;

    public void AppendSigned(WebhookRequest request, IncrementalHash hash) => hash.AppendData(SnsMessage.Read(request.Body.Span)?.ToSign ?? []);

    public async ValueTask<VerificationResult> VerifyAsync(WebhookRequest request, VerificationMeans means, CancellationToken cancellationToken)
    {
        // Also what comes by raw delivery, which is not signed.
        if (SnsMessage.Read(request.Body.Span) is not { HasSignature: true } message) return VerificationResult.Failed.Missing;

        // All of this before anything is fetched, as anybody can write it.
        var signature = new byte[message.Signature!.Length];
        if (message.Certificate is not { } address || HashOf(message) is not { } hash
            || !Convert.TryFromBase64String(message.Signature, signature, out var length)
            || !_time.TryParse(message.Timestamp!, now: default, out var sentAt)
            || (message.Type == SnsMessage.SubscriptionConfirmation && message.Subscribe is null)
            || (request.Header(TypeHeader) is { } type && type != message.Type))
        {
            return VerificationResult.Failed.Malformed;
        }

        if (!topics.Contains(message.TopicArn, StringComparer.Ordinal)) return VerificationResult.Failed.WrongSender;

        return await SenderCertificate.VerifyAsync(
            address,
            SnsMessage.CertificateNames(address.Host),
            new CertifiedText(message.ToSign, signature.AsMemory(0, length), hash),
            _time.IsStale(sentAt, means.Now),
            means,
            cancellationToken);
    }

    /// <param name="secret">A private key of one's own, in PEM.</param>
    public SigningResult Sign(WebhookRequest request, SecretValue secret, DateTimeOffset now)
    {
        using var key = PrivateRsaKey.In(secret.Reveal());
        if (key is null)
            return SigningResult.Impossible("SNS signs with a private key that AWS keeps: give one of your own here (RSA in PEM), whose certificate only a test can publish");

        var body = request.Body;
        (string Name, string Value)[] added =
        [
            ("Timestamp", now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
            ("SignatureVersion", SnsMessage.Read(body.Span)?.SignatureVersion ?? "2"),
            ("SigningCertURL", SnsMessage.Read(body.Span)?.Certificate?.AbsoluteUri ?? SomeCertificate),
        ];
        foreach (var (name, value) in added) body = JsonMember.Set(body.Span, name, value) ?? default(ReadOnlyMemory<byte>);
        if (SnsMessage.Read(body.Span) is not { ToSign: { } signed } message || HashOf(message) is not { } hash
            || JsonMember.Set(body.Span, "Signature", Convert.ToBase64String(key.SignData(signed, hash, RSASignaturePadding.Pkcs1))) is not { } whole)
        {
            return SigningResult.Impossible("the body must be a message of SNS: a JSON object with Type, MessageId, TopicArn and Message, and a SignatureVersion of 1 or 2");
        }

        return SigningResult.Signed(request with { Body = whole });
    }

    [SuppressMessage("Security", "CA5350", Justification = "SNS signs with it as long as a topic is not set to version 2.")]
    private HashAlgorithmName? HashOf(SnsMessage message) => message.SignatureVersion switch
    {
        "1" when !refusesSha1 => HashAlgorithmName.SHA1,
        "2" => HashAlgorithmName.SHA256,
        _ => null,
    };
}
