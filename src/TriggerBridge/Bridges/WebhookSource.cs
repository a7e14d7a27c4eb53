using TriggerBridge.Credentials;
using TriggerBridge.Mapping;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Bridges;

/// <summary>A bridge's sender: its scheme, its secrets, and where its ids stand.</summary>
public sealed class WebhookSource
{
    private readonly WebhookScheme _scheme;
    private readonly TextTemplate? _deliveryId;
    private readonly TextTemplate? _eventType;

    internal WebhookSource(WebhookScheme scheme, IReadOnlyList<string> secretNames, TextTemplate? deliveryId, TextTemplate? eventType)
    {
        _scheme = scheme;
        _deliveryId = deliveryId;
        _eventType = eventType;
        SecretNames = secretNames;
    }

    public string Scheme => _scheme.Name;

    /// <summary>Any of them may have signed: a secret is rotated by naming two.</summary>
    public IReadOnlyList<string> SecretNames { get; }

    /// <summary>The paths by which the sender's own id is looked for; none where it gives none.</summary>
    internal IEnumerable<string> DeliveryIdPaths => _deliveryId?.Queries.Select(query => query.Text) ?? [];

    /// <summary>The paths by which the event's type is looked for; none where it has none.</summary>
    internal IEnumerable<string> EventTypePaths => _eventType?.Queries.Select(query => query.Text) ?? [];

    public VerificationResult Verify(WebhookRequest request, IReadOnlyList<SecretValue> secrets, DateTimeOffset now) =>
        _scheme.Verify(request, secrets, now);

    /// <summary>The answer to a sender's test of the address; null for an event. Ask only after verification.</summary>
    public HandshakeAnswer? Handshake(WebhookRequest request) => _scheme.Handshake(request);

    /// <summary>What may be kept of the request; map from it too, so that no template can send a secret on.</summary>
    public StoredFields FieldsToStore(WebhookRequest request) => StoredFields.Of(request, _scheme);

    /// <summary>Null where the sender names none.</summary>
    public string? EventTypeOf(EventContext context) => Text(_eventType, context);

    /// <summary>By the sender's own id. An event in which that is missing is told apart by its body: nothing is lost.</summary>
    /// <param name="context">Its delivery id is not known yet.</param>
    public DeliveryIdentity Identify(EventContext context, WebhookRequest request) =>
        Text(_deliveryId, context) is { } senderId
            ? new DeliveryIdentity(DeliveryId.From(senderId), senderId)
            : new DeliveryIdentity(DeliveryId.Derive(request.Body.Span, _scheme.SentAt(request)), SenderId: null);

    private static string? Text(TextTemplate? template, EventContext context) =>
        template?.Render(context, nullIsMissing: true) is TextResult.Found found && !string.IsNullOrWhiteSpace(found.Text)
            ? found.Text
            : null;
}
