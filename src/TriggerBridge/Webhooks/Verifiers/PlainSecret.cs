using TriggerBridge.Credentials;

namespace TriggerBridge.Webhooks.Verifiers;

/// <summary>The sender sends the secret itself, in one of these places.</summary>
internal sealed class PlainSecret(params SecretPlace[] places) : IRequestVerifier
{
    public IEnumerable<string> SensitiveHeaders => places.Select(place => place.HeaderName).OfType<string>();

    public IEnumerable<string> SensitiveQuery => places.Select(place => place.QueryKey?.ToLowerInvariant()).OfType<string>();

    public string Description => "the secret in " + string.Join(" or ", places.Select(place => place.Description));

    public VerificationResult Verify(WebhookRequest request, IReadOnlyList<SecretValue> secrets, DateTimeOffset now)
    {
        VerificationResult result = VerificationResult.Failed.Missing;
        foreach (var place in places)
        {
            if (place.TextIn(request) is not { } claimed) continue;
            if (secrets.Holder(claimed) is { } holder) return new VerificationResult.Verified(holder);
            result = VerificationResult.Failed.Wrong;
        }

        return result;
    }
}
