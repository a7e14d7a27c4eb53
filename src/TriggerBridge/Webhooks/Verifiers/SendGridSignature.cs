using System.Security.Cryptography;
using System.Text;
using TriggerBridge.Credentials;

namespace TriggerBridge.Webhooks.Verifiers;

/// <summary>
/// ECDSA on P-256 over the time and the body; the secret is the public key, base64 DER
/// (https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features).
/// </summary>
internal sealed class SendGridSignature : IRequestVerifier
{
    private const string Signature = "x-twilio-email-event-webhook-signature";
    private const string Timestamp = "x-twilio-email-event-webhook-timestamp";
    private const int KeyBits = 256;

    public IEnumerable<string> SensitiveHeaders => [Signature];

    public string Description => $"`{Signature}: `base64 ECDSA P-256 of `{{header:{Timestamp}}}{{body}}`";

    public VerificationResult Verify(WebhookRequest request, IReadOnlyList<SecretValue> secrets, DateTimeOffset now)
    {
        if (request.Header(Signature) is not { } header || request.Header(Timestamp) is not { } time) return VerificationResult.Failed.Missing;
        var claimed = new byte[header.Length];
        if (!Convert.TryFromBase64Chars(header, claimed, out var length)) return VerificationResult.Failed.Malformed;

        var signed = new byte[Encoding.UTF8.GetByteCount(time) + request.Body.Length];
        request.Body.Span.CopyTo(signed.AsSpan(Encoding.UTF8.GetBytes(time, signed)));
        SecretValue? signer = null;
        foreach (var secret in secrets)
        {
            if (IsSignedBy(secret, signed, claimed.AsSpan(0, length))) signer = secret;
        }

        return signer is null ? VerificationResult.Failed.Wrong : new VerificationResult.Verified(signer);
    }

    private static bool IsSignedBy(SecretValue publicKey, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        var der = new byte[publicKey.Utf8.Length];
        if (!Convert.TryFromBase64String(publicKey.Reveal(), der, out var length)) return false;
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(der.AsSpan(0, length), out _);
            return key.KeySize == KeyBits && key.VerifyData(content, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
