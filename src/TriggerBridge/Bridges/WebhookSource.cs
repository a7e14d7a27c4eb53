using TriggerBridge.Credentials;
using TriggerBridge.Mapping;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Bridges;

/// <summary>A bridge's sender: its scheme, its secrets, and where its ids stand.</summary>
public sealed class WebhookSource
{
    internal WebhookSource(WebhookScheme scheme, IReadOnlyList<string> secretNames, TextTemplate? deliveryId, TextTemplate? eventType)
    {
        Scheme = scheme;
        SecretNames = secretNames;
        DeliveryIdTemplate = deliveryId;
        EventTypeTemplate = eventType;
    }

    internal WebhookScheme Scheme { get; }

    /// <summary>Any of them may have signed: a secret is rotated by naming two.</summary>
    public IReadOnlyList<string> SecretNames { get; }

    /// <summary>Null: the id is derived from the body.</summary>
    public TextTemplate? DeliveryIdTemplate { get; }

    internal TextTemplate? EventTypeTemplate { get; }

    public VerificationResult Verify(WebhookRequest request, IReadOnlyList<SecretValue> secrets, DateTimeOffset now) =>
        Scheme.Verify(request, secrets, now);

    /// <summary>The answer to a sender's test of the address; null for an event. Ask only after verification.</summary>
    public HandshakeAnswer? Handshake(WebhookRequest request) => Scheme.Handshake(request);

    /// <summary>Null where the sender names none.</summary>
    public string? EventTypeOf(EventContext context) => throw new NotSupportedException();

    /// <param name="context">May lack its delivery id.</param>
    public DeliveryIdentity Identify(EventContext context, WebhookRequest request) => throw new NotSupportedException();

    public StoredFields FieldsToStore(WebhookRequest request) => throw new NotSupportedException();
}
