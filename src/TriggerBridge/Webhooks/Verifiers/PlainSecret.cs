using TriggerBridge.Credentials;

namespace TriggerBridge.Webhooks.Verifiers;

/// <summary>The sender sends the secret itself, in one of these places.</summary>
internal sealed class PlainSecret(params SecretPlace[] places) : IRequestVerifier
{
    public IEnumerable<string> SensitiveHeaders => places.Select(place => place.HeaderName).OfType<string>();

    public IEnumerable<string> SensitiveQuery => places.Select(place => place.QueryKey?.ToLowerInvariant()).OfType<string>();

    public string Description => "the secret in " + string.Join(" or ", places.Select(place => place.Description));

    public bool CoversBody => false;

    public VerificationResult Verify(WebhookRequest request, IReadOnlyList<SecretValue> secrets, DateTimeOffset now)
    {
        SecretValue? holder = null;
        var isClaimed = false;
        foreach (var place in places)
        {
            var claimed = place.TextIn(request);
            isClaimed |= claimed is not null;
            holder = secrets.Holder(claimed ?? "") ?? holder;
        }

        if (holder is not null) return new VerificationResult.Verified(holder);
        return isClaimed ? VerificationResult.Failed.Wrong : VerificationResult.Failed.Missing;
    }
}
