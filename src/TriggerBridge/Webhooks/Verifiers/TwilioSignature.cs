using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using TriggerBridge.Credentials;
using TriggerBridge.Webhooks.Hmac;

namespace TriggerBridge.Webhooks.Verifiers;

/// <summary>
/// Twilio signs the address followed by the sorted fields of a form; for other bodies the address holds the body's hash
/// (https://www.twilio.com/docs/usage/security#validating-requests).
/// </summary>
internal sealed class TwilioSignature : ISecretVerifier
{
    private const string Header = "x-twilio-signature";
    private const string BodyHash = "bodySHA256";

    public IEnumerable<string> SensitiveHeaders => [Header];

    public string Description => $"`{Header}: `base64 HMAC-SHA1 of the URL and the sorted form, or `{BodyHash}` in the signed URL";

    public string ReadsOfBody => $"a form of at most {SignedContent.MostFields} fields, sorted";

    public bool CoversBody => true;

    // In the one spelling and order, as the signature is good for all of them.
    public void AppendSigned(WebhookRequest request, IncrementalHash hash)
    {
        hash.AppendData(Encoding.UTF8.GetBytes(Spellings(request.Url).MinBy(url => url.Length)!));
        hash.AppendData(SignedFields(request) ?? []);
    }

    public VerificationResult Verify(WebhookRequest request, IReadOnlyList<SecretValue> secrets, DateTimeOffset now)
    {
        var header = request.Header(Header);
        var claimed = new byte[HMACSHA1.HashSizeInBytes];
        var isWhole = Convert.TryFromBase64Chars(header, claimed, out var length) && length == claimed.Length;
        var fields = SignedFields(request);

        SecretValue? signer = null;
        foreach (var secret in secrets)
        {
            foreach (var url in Spellings(request.Url))
            {
                if (!secret.Utf8.IsEmpty && CryptographicOperations.FixedTimeEquals(Sign(secret, url, fields), claimed)) signer = secret;
            }
        }

        if (header is null) return VerificationResult.Failed.Missing;
        if (!isWhole) return VerificationResult.Failed.Malformed;
        return signer is null || fields is null ? VerificationResult.Failed.Wrong : new VerificationResult.Verified(signer);
    }

    public SigningResult Sign(WebhookRequest request, SecretValue secret, DateTimeOffset now)
    {
        if (secret.Utf8.IsEmpty) return SigningResult.Impossible("the secret is empty");
        if (!request.Body.IsEmpty && !WebhookBody.IsForm(request.ContentType)) request = request.WithQuery(BodyHash, Convert.ToHexStringLower(SHA256.HashData(request.Body.Span)));
        return SignedFields(request) is { } fields
            ? SigningResult.Signed(request.WithHeader(Header, Convert.ToBase64String(Sign(secret, request.Url, fields))))
            : SigningResult.Impossible($"a form has at most {SignedContent.MostFields} fields");
    }

    /// <summary>What is signed besides the address; null for a body that the signature does not cover.</summary>
    private static byte[]? SignedFields(WebhookRequest request)
    {
        if (request.Query.TryGetValue(BodyHash, out var claimed))
        {
            var hash = new byte[SHA256.HashSizeInBytes];
            return Convert.FromHexString(claimed, hash, out _, out var length) == OperationStatus.Done && length == hash.Length
                && CryptographicOperations.FixedTimeEquals(SHA256.HashData(request.Body.Span), hash)
                    ? []
                    : null;
        }

        if (request.Body.IsEmpty) return [];
        return SignedContent.SortedForm(request);
    }

    // Twilio is not consistent about the usual port: its libraries try the address with it and without.
    private static IEnumerable<string> Spellings(string url)
    {
        yield return url;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri)) yield break;
        var start = uri.Scheme.Length + Uri.SchemeDelimiter.Length;
        var end = url.IndexOfAny(['/', '?', '#'], start);
        if (end < 0) end = url.Length;
        var authority = url[start..end];
        var port = ":" + uri.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var other = authority.EndsWith(port, StringComparison.Ordinal) ? authority[..^port.Length] : authority + port;
        yield return url[..start] + other + url[end..];
    }

    [SuppressMessage("Security", "CA5350", Justification = "What Twilio signs with; as an HMAC it is unbroken.")]
    private static byte[] Sign(SecretValue secret, string url, byte[]? fields)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA1, secret.Utf8.Span);
        hmac.AppendData(Encoding.UTF8.GetBytes(url));
        hmac.AppendData(fields ?? []);
        return hmac.GetHashAndReset();
    }
}
