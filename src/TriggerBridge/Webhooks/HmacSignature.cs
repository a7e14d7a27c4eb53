using System.Buffers;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using TriggerBridge.Credentials;

namespace TriggerBridge.Webhooks;

/// <summary>Checks the HMAC family of signatures over the body's bytes as they came; what differs is in the spec.</summary>
internal sealed class HmacSignature(HmacSignatureSpec spec)
{
    private const int LongestHash = HMACSHA512.HashSizeInBytes;

    public string Header => spec.Header;

    public VerificationResult Verify(WebhookRequest request, IReadOnlyList<SecretValue> secrets)
    {
        if (!request.Headers.TryGetValue(spec.Header, out var header) || header.Length == 0) return VerificationResult.Failed.Missing;

        Span<byte> claimed = stackalloc byte[LongestHash];
        claimed = claimed[..HashLength(spec.Algorithm)];
        if (!TryDecode(header, claimed)) return VerificationResult.Failed.Malformed;

        return AnySigned(request.Body.Span, claimed, secrets) ? VerificationResult.Verified.Instance : VerificationResult.Failed.Wrong;
    }

    // All secrets are tried, so the time does not tell which of them matched.
    private bool AnySigned(ReadOnlySpan<byte> body, ReadOnlySpan<byte> claimed, IReadOnlyList<SecretValue> secrets)
    {
        Span<byte> expected = stackalloc byte[LongestHash];
        expected = expected[..claimed.Length];
        var matched = false;
        foreach (var secret in secrets)
        {
            // Anyone can sign with an empty key.
            if (secret.Utf8.IsEmpty) continue;
            Hash(spec.Algorithm, secret.Utf8.Span, body, expected);
            matched |= CryptographicOperations.FixedTimeEquals(expected, claimed);
        }

        return matched;
    }

    private bool TryDecode(string header, Span<byte> signature)
    {
        if (!header.StartsWith(spec.Prefix, StringComparison.Ordinal)) return false;
        var encoded = header.AsSpan(spec.Prefix.Length);
        return spec.Encoding switch
        {
            SignatureEncoding.Hex => Convert.FromHexString(encoded, signature, out _, out var written) == OperationStatus.Done
                && written == signature.Length,
            SignatureEncoding.Base64 => Convert.TryFromBase64Chars(encoded, signature, out var written) && written == signature.Length,
            _ => throw new UnreachableException(),
        };
    }

    private static int HashLength(HmacAlgorithm algorithm) => algorithm switch
    {
        HmacAlgorithm.Sha1 => HMACSHA1.HashSizeInBytes,
        HmacAlgorithm.Sha256 => HMACSHA256.HashSizeInBytes,
        HmacAlgorithm.Sha384 => HMACSHA384.HashSizeInBytes,
        HmacAlgorithm.Sha512 => HMACSHA512.HashSizeInBytes,
        _ => throw new UnreachableException(),
    };

    [SuppressMessage("Security", "CA5350", Justification = "HMAC-SHA1 is what some senders sign with; as an HMAC it is unbroken.")]
    private static int Hash(HmacAlgorithm algorithm, ReadOnlySpan<byte> key, ReadOnlySpan<byte> body, Span<byte> hash) => algorithm switch
    {
        HmacAlgorithm.Sha1 => HMACSHA1.HashData(key, body, hash),
        HmacAlgorithm.Sha256 => HMACSHA256.HashData(key, body, hash),
        HmacAlgorithm.Sha384 => HMACSHA384.HashData(key, body, hash),
        HmacAlgorithm.Sha512 => HMACSHA512.HashData(key, body, hash),
        _ => throw new UnreachableException(),
    };
}
