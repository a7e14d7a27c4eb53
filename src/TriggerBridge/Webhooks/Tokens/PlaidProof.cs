using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TriggerBridge.Credentials;
using TriggerBridge.Webhooks.Published;

namespace TriggerBridge.Webhooks.Tokens;

/// <summary>
/// Plaid signs each webhook with a key of which it gives the other half to its customers alone, by the key's id
/// (https://plaid.com/docs/api/webhooks/webhook-verification/). The secret is the customer's client: <c>{"client_id","secret"}</c>. The token names no
/// customer.
/// </summary>
/// <param name="host">Plaid's: the client's secret is sent there.</param>
internal sealed partial class PlaidProof(string host) : IRequestVerifier
{
    private const string Place = "plaid-verification";
    private const string Algorithm = "ES256";

    // Its webhooks may be five minutes old.
    private readonly TokenSpec _spec = new()
    {
        Places = [TokenPlace.Header(Place)],
        Algorithms = [Algorithm],
        Keys = new Uri($"https://{host}/webhook_verification_key/get"),
        Expires = false,
        AgesFromIssue = true,
        BodyHash = "request_body_sha256",
    };

    public IEnumerable<string> SensitiveHeaders => [Place];

    public string Description => $"`{Place}: `JWT, {Algorithm} by the key that `{host}` gives to the client of the secret, with `iat`, 5 min; SHA-256 of the body in `{_spec.BodyHash}`";

    public bool CoversBody => true;

    public async ValueTask<VerificationResult> VerifyAsync(WebhookRequest request, VerificationMeans means, CancellationToken cancellationToken)
    {
        if (_spec.Places[0].TextIn(request) is not { } written) return VerificationResult.Failed.Missing;
        // Plaid is asked for what is written here: nothing but an id.
        if (!CompactToken.TryParse(written, out var token) || token.Algorithm != Algorithm || token.KeyId is not { } keyId || !KeyId().IsMatch(keyId))
            return VerificationResult.Failed.Malformed;
        if (TokenClaims.Check(token.Claims, _spec, request, means.Now) is { } failed) return failed;

        var isUnknown = false;
        foreach (var client in means.Secrets)
        {
            if (QuestionOf(client, keyId) is not { } question) continue;
            var keys = await means.Documents.AskAsync(question, PublishedKeys.ReadOne, cancellationToken);
            if (keys is not null && PublishedKeys.HaveSigned(keys.Of(token), token)) return new VerificationResult.Verified(client);
            isUnknown |= keys is null;
        }

        return isUnknown ? new VerificationResult.Unavailable("The sender's key cannot be read now.") : VerificationResult.Failed.Wrong;
    }

    /// <param name="secret">In place of the client, a private key of one's own.</param>
    public SigningResult Sign(WebhookRequest request, SecretValue secret, DateTimeOffset now) => TokenSigner.Sign(_spec, request, secret, now);

    // What one client is given says nothing of what another one would be.
    private DocumentQuestion? QuestionOf(SecretValue client, string keyId)
    {
        if (JsonMember.Find(client.Utf8.Span, "client_id") is not { Length: > 0 } id || JsonMember.Find(client.Utf8.Span, "secret") is not { Length: > 0 } secret) return null;
        var json = new JsonObject { ["client_id"] = id, ["secret"] = secret, ["key_id"] = keyId };
        return new(_spec.Keys!, $"{Convert.ToHexStringLower(SHA256.HashData(client.Utf8.Span))} {keyId}", Encoding.UTF8.GetBytes(json.ToJsonString()));
    }

    [GeneratedRegex(@"\A[a-zA-Z0-9_-]{1,64}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex KeyId();
}
