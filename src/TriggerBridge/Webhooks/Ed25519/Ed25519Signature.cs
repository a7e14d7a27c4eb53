using System.Globalization;
using System.Text;
using NSec.Cryptography;
using TriggerBridge.Credentials;
using TriggerBridge.Webhooks.Hmac;
using IncrementalHash = System.Security.Cryptography.IncrementalHash;

namespace TriggerBridge.Webhooks.Ed25519;

/// <summary>
/// Ed25519 (RFC 8032) over what the spec says. The bridge's secret is the sender's public key, so that the time which verification takes tells
/// nothing. libsodium refuses what more than one party could have signed: keys and points of small order, and numbers that are not in their
/// one form.
/// </summary>
internal sealed class Ed25519Signature(Ed25519SignatureSpec spec) : ISecretVerifier
{
    private const int SeedBytes = 32;

    // Each is checked with each key, over the whole body. A sender that rotates its key writes two.
    private const int MostSignatures = 4;

    private static readonly SignatureAlgorithm Algorithm = SignatureAlgorithm.Ed25519;

    private readonly string[] _members = [.. spec.Signed.Members];

    public Ed25519SignatureSpec Spec => spec;

    public IEnumerable<string> SensitiveHeaders => [spec.Header];

    public string Description =>
        $"`{spec.Header}: {spec.Prefix}`{spec.Encoding.ToString().ToLowerInvariant()} Ed25519 of `{spec.Signed.Pattern}`"
        + (spec.Time?.Tolerance is { } tolerance ? $", {tolerance.TotalMinutes.ToString(CultureInfo.InvariantCulture)} min" : "");

    public bool CoversBody => spec.Signed.HasBody;

    private SignatureText Text => new(spec.Prefix, spec.Encoding, spec.Separator, Algorithm.SignatureSize);

    public void AppendSigned(WebhookRequest request, IncrementalHash hash)
    {
        var members = JsonMember.FindOnce(request.Body.Span, _members);
        spec.Signed.AppendTo(hash, request, TimeIn(request, members), members);
    }

    public VerificationResult Verify(WebhookRequest request, IReadOnlyList<SecretValue> secrets, DateTimeOffset now)
    {
        var header = request.Header(spec.Header);
        var claims = new List<byte[]>(1);
        Text.Read(header, claims, MostSignatures);

        var members = JsonMember.FindOnce(request.Body.Span, _members);
        var time = TimeIn(request, members);
        var sentAt = now;
        var isTimeReadable = time is null || spec.Time!.TryParse(time, now, out sentAt);
        if (header is null) return VerificationResult.Failed.Missing;
        if (claims.Count == 0 || !isTimeReadable) return VerificationResult.Failed.Malformed;
        if ((spec.Time is not null && time is null) || !spec.Signed.IsCompleteIn(request, members)) return VerificationResult.Failed.Missing;

        if (SignerOf(spec.Signed.ToBytes(request, time, members).Span, claims, secrets) is not { } signer) return VerificationResult.Failed.Wrong;
        return spec.Time?.IsStale(sentAt, now) == true ? VerificationResult.Failed.Stale : new VerificationResult.Verified(signer);
    }

    /// <param name="secret">A private key in place of the public one: its 32 bytes as hex or base64, or PKCS#8 in PEM.</param>
    public SigningResult Sign(WebhookRequest request, SecretValue secret, DateTimeOffset now)
    {
        using var key = PrivateKeyIn(secret.Reveal());
        if (key is null)
        {
            return SigningResult.Impossible(
                "the sender signs with a private key that it keeps, and the bridge's secret is the public one: make a pair of Ed25519 yourself, give the private key here (32 bytes as hex or base64, or PKCS#8 in PEM) and the public one to the app");
        }

        var time = spec.Time?.Write(now);
        if (spec.Time is { Header: { } timeHeader }) request = request.WithHeader(timeHeader, time!);
        var members = JsonMember.FindOnce(request.Body.Span, _members);
        if (spec.Signed.MissingIn(request, members) is { } missing) return SigningResult.Impossible($"the sender also signs {missing}, which the request lacks");
        return SigningResult.Signed(request.WithHeader(spec.Header, Text.Write(Algorithm.Sign(key, spec.Signed.ToBytes(request, time, members).Span))));
    }

    private string? TimeIn(WebhookRequest request, IReadOnlyDictionary<string, string> members) => spec.Time?.TextIn(request, "", spec.Separator, members);

    private SecretValue? SignerOf(ReadOnlySpan<byte> content, List<byte[]> claims, IReadOnlyList<SecretValue> secrets)
    {
        SecretValue? signer = null;
        foreach (var secret in secrets)
        {
            if (!PublicKey.TryImport(Algorithm, spec.Key.Decode(secret.Reveal(), "whpk_"), KeyBlobFormat.RawPublicKey, out var key) || key is null) continue;
            foreach (var claim in claims)
            {
                if (Algorithm.Verify(key, content, claim)) signer = secret;
            }
        }

        return signer;
    }

    private static Key? PrivateKeyIn(string text)
    {
        var (blob, format) = text.Contains("-----BEGIN", StringComparison.Ordinal)
            ? (Encoding.UTF8.GetBytes(text), KeyBlobFormat.PkixPrivateKeyText)
            : (SeedIn(text), KeyBlobFormat.RawPrivateKey);
        return Key.TryImport(Algorithm, blob, format, out var key) ? key : null;
    }

    private static byte[] SeedIn(string text)
    {
        var hex = KeyEncoding.Hex.Decode(text, "");
        return hex.Length == SeedBytes ? hex : KeyEncoding.Base64.Decode(text, "whsk_");
    }
}
