using TriggerBridge.Credentials;
using TriggerBridge.Webhooks.Bodies;

namespace TriggerBridge.Webhooks.Verifiers;

/// <summary>
/// Outbound messages are not signed; they name their organization, whose id is the secret
/// (https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_om_outboundmessaging_notifications.htm).
/// </summary>
internal sealed class SalesforceOrganization : ISecretVerifier
{
    // The long form of an id is the short one and three check characters.
    private const int ShortId = 15;
    private const int LongId = 18;

    public IEnumerable<string> SensitiveHeaders => [];

    public string Description => "the organization's id (the secret) in the message; **not signed**";

    public string ReadsOfBody => "XML, element by element, at most 64 levels deep, tags of at most 16 KB";

    public bool CoversBody => false;

    public VerificationResult Verify(WebhookRequest request, IReadOnlyList<SecretValue> secrets, DateTimeOffset now)
    {
        var isNamed = OutboundMessage.TryReadOrganization(request.Body, out var organization);
        var holder = secrets.Holder(organization ?? "");
        if (organization?.Length == LongId) holder ??= secrets.Holder(organization[..ShortId]);
        if (!isNamed) return VerificationResult.Failed.Missing;
        return holder is null ? VerificationResult.Failed.Wrong : new VerificationResult.Verified(holder);
    }

    public SigningResult Sign(WebhookRequest request, SecretValue secret, DateTimeOffset now)
    {
        if (secret.Utf8.IsEmpty) return SigningResult.Impossible("the secret is empty");
        return OutboundMessage.WithOrganization(request.Body, secret.Reveal()) is { } body
            ? SigningResult.Signed(request with { Body = body })
            : SigningResult.Impossible("the body must be an outbound message with an OrganizationId, whose text is the secret");
    }
}
