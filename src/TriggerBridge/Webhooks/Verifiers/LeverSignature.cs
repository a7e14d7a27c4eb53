using System.Buffers;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using TriggerBridge.Credentials;

namespace TriggerBridge.Webhooks.Verifiers;

/// <summary>
/// Lever signs a token and a time inside the body, not the body: whoever saw one event can send others with its token
/// (https://hire.lever.co/developer/documentation#verifying-webhooks).
/// </summary>
internal sealed class LeverSignature : ISecretVerifier
{
    public IEnumerable<string> SensitiveHeaders => [];

    public string Description => "`$.signature`: hex HMAC-SHA256 of `$.token` and `$.triggeredAt`; **the data is not signed**";

    public string ReadsOfBody => "JSON, as far as `$.signature`, `$.token` and `$.triggeredAt`";

    public bool CoversBody => false;

    // Not the data, which anyone can change: a token is good for one event.
    public void AppendSigned(WebhookRequest request, IncrementalHash hash)
    {
        var (_, token, triggeredAt) = Read(request);
        hash.AppendData(Signed(token, triggeredAt));
    }

    public VerificationResult Verify(WebhookRequest request, IReadOnlyList<SecretValue> secrets, DateTimeOffset now)
    {
        var (signature, token, triggeredAt) = Read(request);
        var claimed = new byte[HMACSHA256.HashSizeInBytes];
        var isWhole = Convert.FromHexString(signature ?? "", claimed, out _, out var length) == OperationStatus.Done && length == claimed.Length;

        var signed = Signed(token, triggeredAt);
        SecretValue? signer = null;
        foreach (var secret in secrets)
        {
            if (!secret.Utf8.IsEmpty && CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(secret.Utf8.Span, signed), claimed)) signer = secret;
        }

        if (signature is null || token is null || triggeredAt is null) return VerificationResult.Failed.Missing;
        if (!isWhole) return VerificationResult.Failed.Malformed;
        return signer is null ? VerificationResult.Failed.Wrong : new VerificationResult.Verified(signer);
    }

    public SigningResult Sign(WebhookRequest request, SecretValue secret, DateTimeOffset now)
    {
        if (secret.Utf8.IsEmpty) return SigningResult.Impossible("the secret is empty");
        var (_, token, triggeredAt) = Read(request);
        if (token is null || triggeredAt is null) return SigningResult.Impossible("the body must have $.token and $.triggeredAt, which the sender signs");
        return JsonMember.Set(request.Body.Span, "signature", Convert.ToHexStringLower(HMACSHA256.HashData(secret.Utf8.Span, Signed(token, triggeredAt)))) is { } body
            ? SigningResult.Signed(request with { Body = body })
            : SigningResult.Impossible("the body must be a JSON object, each name of it once");
    }

    private static byte[] Signed(string? token, string? triggeredAt) => Encoding.UTF8.GetBytes(token + triggeredAt);

    private static (string? Signature, string? Token, string? TriggeredAt) Read(WebhookRequest request) =>
        JsonMember.FindAll(request.Body.Span, "signature", "token", "triggeredAt") is [var signature, var token, var triggeredAt]
            ? (signature, token, triggeredAt)
            : throw new UnreachableException();
}
