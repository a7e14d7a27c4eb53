using System.Security.Cryptography;
using TriggerBridge.Credentials;
using TriggerBridge.Webhooks.Published;

namespace TriggerBridge.Webhooks.Tokens;

/// <summary>The sender sends a JSON Web Token that it signed, with the bridge's secret or with a key of which it publishes the other half.</summary>
internal sealed class TokenProof : IRequestVerifier
{
    private const string NoKeys = "The sender's keys cannot be read now.";

    public TokenProof(TokenSpec spec)
    {
        // Google and Entra sign tokens for whoever asks: only the caller tells one customer from another.
        if (spec.Keys is not null && !spec.Rules.All(rules => rules.Any(rule => rule.IsCaller)))
            throw new ArgumentException("Published keys prove nothing without a caller.", nameof(spec));
        Spec = spec;
    }

    public TokenSpec Spec { get; }

    public IEnumerable<string> SensitiveHeaders => Spec.Places.Select(place => place.HeaderName).OfType<string>();

    public IEnumerable<string> SensitiveQuery => Spec.Places.Select(place => place.QueryKey?.ToLowerInvariant()).OfType<string>();

    public string Description
    {
        get
        {
            var claims = Spec.Rules[0].Select(rule => $"`{rule.Name}`").Concat(Spec.Expires ? ["`exp`"] : []).ToList();
            var key = Spec.Keys is null ? "by the secret" : $"by the keys that `{Spec.Keys.Host}` publishes";
            var with = claims.Count > 0 ? $", with {string.Join(", ", claims)}" : "";
            var covered = Spec.BodyHash is { } hash ? $"SHA-256 of the body in `{hash}`" : Spec.HasQueryHash ? $"method, path and query in `{QueryHash.Claim}`, **the body is not covered**" : "**the body is not covered**";
            return $"{string.Join(" or ", Spec.Places.Select(place => place.Description))}JWT, {string.Join(" or ", Spec.Algorithms)} {key}{with}; {covered}{(Spec.Choices is { } choices ? $"; {choices}" : "")}";
        }
    }

    public bool NeedsSecret => Spec.Keys is null;

    public bool CoversBody => Spec.BodyHash is not null;

    public string WhyAnyBody => "its token is good until it expires";

    public bool ShowsSecret => false;

    // Also where the token does not cover it: one token is good for many events, and these are told apart by their bodies alone.
    public void AppendSigned(WebhookRequest request, IncrementalHash hash) => hash.AppendData(request.Body.Span);

    public async ValueTask<VerificationResult> VerifyAsync(WebhookRequest request, VerificationMeans means, CancellationToken cancellationToken)
    {
        if (Spec.Places.Select(place => place.TextIn(request)).FirstOrDefault(text => text is not null) is not { } written) return VerificationResult.Failed.Missing;
        if (!CompactToken.TryParse(written, out var token) || !Spec.Algorithms.Contains(token.Algorithm, StringComparer.Ordinal)) return VerificationResult.Failed.Malformed;

        var signer = Spec.Keys is null ? VerifySecret(token, means.Secrets) : await VerifyPublishedAsync(Spec.Keys, token, means.Documents, cancellationToken);
        return signer is VerificationResult.Verified && TokenClaims.Check(token.Claims, Spec, request, means.Now) is { } failed ? failed : signer;
    }

    public SigningResult Sign(WebhookRequest request, SecretValue secret, DateTimeOffset now) => TokenSigner.Sign(Spec, request, secret, now);

    // All are compared. A token with another hash is as long as that.
    private static VerificationResult VerifySecret(CompactToken token, IReadOnlyList<SecretValue> secrets)
    {
        SecretValue? signer = null;
        foreach (var secret in secrets)
        {
            if (CryptographicOperations.FixedTimeEquals(TokenAlgorithm.Hmac(token.Algorithm, secret.Utf8.Span, token.Signed.Span), token.Signature.Span) && !secret.Utf8.IsEmpty) signer = secret;
        }

        return signer is null ? VerificationResult.Failed.Wrong : new VerificationResult.Verified(signer);
    }

    private async ValueTask<VerificationResult> VerifyPublishedAsync(Uri address, CompactToken token, IPublishedDocuments documents, CancellationToken cancellationToken)
    {
        if (await FindKeysAsync(address, documents, again: false, cancellationToken) is not { } keys) return new VerificationResult.Unavailable(NoKeys);
        var candidates = keys.Of(token);
        // Senders change their keys, and publish the new one before they sign with it.
        if (candidates.Count == 0) candidates = (await FindKeysAsync(address, documents, again: true, cancellationToken))?.Of(token) ?? [];
        return candidates.Count > 0 && PublishedKeys.HaveSigned(candidates, token) ? new VerificationResult.Verified(By: null) : VerificationResult.Failed.Wrong;
    }

    private async ValueTask<PublishedKeys?> FindKeysAsync(Uri address, IPublishedDocuments documents, bool again, CancellationToken cancellationToken)
    {
        var first = await documents.FindConfiguredAsync(address, PublishedKeys.Read, again: false, cancellationToken);
        if (first is { Elsewhere: null }) return again ? await documents.FindConfiguredAsync(address, PublishedKeys.Read, again: true, cancellationToken) : first;
        return first?.Elsewhere is { } elsewhere && MayLead(address, elsewhere)
            && await documents.FindConfiguredAsync(elsewhere, PublishedKeys.Read, again, cancellationToken) is { Elsewhere: null } keys
                ? keys
                : null;
    }

    // In Development, keys may come from this machine without TLS; from there they may lead to itself.
    private bool MayLead(Uri from, Uri to) =>
        to.UserInfo.Length == 0
        && (to.Scheme == Uri.UriSchemeHttps ? to.IsDefaultPort || to.Port == from.Port : from.IsLoopback && to.Scheme == from.Scheme && to.Port == from.Port)
        && (to.Host.Equals(from.Host, StringComparison.OrdinalIgnoreCase) || Spec.KeyHosts.Contains(to.Host, StringComparer.OrdinalIgnoreCase));
}
