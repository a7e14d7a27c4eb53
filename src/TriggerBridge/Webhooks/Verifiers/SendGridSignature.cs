using System.Formats.Asn1;
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

    // r = 1, s = 1.
    private static readonly byte[] Nobodys = Convert.FromHexString("3006020101020101");

    public IEnumerable<string> SensitiveHeaders => [Signature];

    public string Description => $"`{Signature}: `base64 ECDSA P-256 of `{{header:{Timestamp}}}{{body}}`";

    public bool CoversBody => true;

    public void AppendSigned(WebhookRequest request, IncrementalHash hash)
    {
        hash.AppendData(Encoding.UTF8.GetBytes(request.Header(Timestamp) ?? ""));
        hash.AppendData(request.Body.Span);
    }

    public VerificationResult Verify(WebhookRequest request, IReadOnlyList<SecretValue> secrets, DateTimeOffset now)
    {
        var header = request.Header(Signature);
        var time = request.Header(Timestamp);
        var isWhole = TryDecode(header, out var claimed);

        byte[] signed = [.. Encoding.UTF8.GetBytes(time ?? ""), .. request.Body.Span];
        SecretValue? signer = null;
        foreach (var secret in secrets)
        {
            if (IsSignedBy(secret, signed, claimed)) signer = secret;
        }

        if (header is null || time is null) return VerificationResult.Failed.Missing;
        if (!isWhole) return VerificationResult.Failed.Malformed;
        return signer is null ? VerificationResult.Failed.Wrong : new VerificationResult.Verified(signer);
    }

    /// <param name="signature">Where there is none, one that nobody made, so that checking it takes as long.</param>
    private static bool TryDecode(string? header, out byte[] signature)
    {
        signature = Nobodys;
        var decoded = new byte[header?.Length ?? 0];
        if (!Convert.TryFromBase64Chars(header, decoded, out var length)) return false;
        try
        {
            var numbers = new AsnReader(decoded.AsMemory(0, length), AsnEncodingRules.DER).ReadSequence();
            numbers.ReadInteger();
            numbers.ReadInteger();
        }
        catch (AsnContentException)
        {
            return false;
        }

        signature = decoded[..length];
        return true;
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
