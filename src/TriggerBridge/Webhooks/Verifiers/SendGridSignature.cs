using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TriggerBridge.Credentials;

namespace TriggerBridge.Webhooks.Verifiers;

/// <summary>
/// ECDSA on P-256 over the time and the body; the secret is the public key, base64 DER
/// (https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features).
/// </summary>
internal sealed class SendGridSignature : ISecretVerifier
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

    /// <param name="secret">A private key in place of the public one: PKCS#8, base64 or PEM.</param>
    public SigningResult Sign(WebhookRequest request, SecretValue secret, DateTimeOffset now)
    {
        using var key = ECDsa.Create();
        if (!TryImportPrivateKey(key, secret.Reveal()))
        {
            return SigningResult.Impossible(
                "SendGrid signs with a private key that it keeps, and the bridge's secret is the public one: make a pair of P-256 yourself, give the private key here (PKCS#8, base64 or PEM) and the public one to the app");
        }

        var time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = key.SignData([.. Encoding.UTF8.GetBytes(time), .. request.Body.Span], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return SigningResult.Signed(request.WithHeader(Timestamp, time).WithHeader(Signature, Convert.ToBase64String(signature)));
    }

    private static bool TryImportPrivateKey(ECDsa key, string text)
    {
        try
        {
            if (text.Contains("-----BEGIN", StringComparison.Ordinal)) key.ImportFromPem(text);
            else key.ImportPkcs8PrivateKey(Convert.FromBase64String(text), out _);
            // A public key in PEM is imported as well, and cannot sign.
            return key.KeySize == KeyBits && key.ExportParameters(includePrivateParameters: true).D is not null;
        }
        catch (Exception fault) when (fault is CryptographicException or FormatException or ArgumentException)
        {
            return false;
        }
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
