using System.Text;
using TriggerBridge.Credentials;

namespace TriggerBridge.Webhooks.Verifiers;

/// <summary>HTTP Basic; the secret is <c>{"user","password"}</c>.</summary>
internal sealed class BasicCredentials : ISecretVerifier
{
    private const string Prefix = "Basic ";

    public IEnumerable<string> SensitiveHeaders => ["authorization"];

    public string Description => "`authorization: Basic `…";

    public bool CoversBody => false;

    public VerificationResult Verify(WebhookRequest request, IReadOnlyList<SecretValue> secrets, DateTimeOffset now)
    {
        var header = request.Header("authorization");
        var isBasic = header?.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) == true;
        var encoded = isBasic ? header.AsSpan(Prefix.Length).Trim() : default;
        var decoded = new byte[encoded.Length];
        var isDecoded = Convert.TryFromBase64Chars(encoded, decoded, out var length);

        var claimed = isDecoded ? Encoding.UTF8.GetString(decoded, 0, length) : "";
        SecretValue? holder = null;
        foreach (var secret in secrets)
        {
            if (TryRead(secret, out var expected) && expected.Matches(claimed)) holder = secret;
        }

        if (!isBasic) return VerificationResult.Failed.Missing;
        if (!isDecoded) return VerificationResult.Failed.Malformed;
        return holder is null ? VerificationResult.Failed.Wrong : new VerificationResult.Verified(holder);
    }

    public SigningResult Sign(WebhookRequest request, SecretValue secret, DateTimeOffset now) => TryRead(secret, out var userAndPassword)
        ? SigningResult.Signed(request.WithHeader("authorization", Prefix + Convert.ToBase64String(userAndPassword.Utf8.Span)))
        : SigningResult.Impossible("""the secret must be {"user","password"}""");

    /// <summary>Whether the secret has the shape that Basic needs.</summary>
    public static bool TryRead(SecretValue secret, out SecretValue userAndPassword)
    {
        userAndPassword = secret;
        if (JsonMember.Find(secret.Utf8.Span, "user") is not { Length: > 0 } user
            || JsonMember.Find(secret.Utf8.Span, "password") is not { Length: > 0 } password)
            return false;

        userAndPassword = new SecretValue(user + ":" + password);
        return true;
    }
}
