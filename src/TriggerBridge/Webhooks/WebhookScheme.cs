using TriggerBridge.Credentials;

namespace TriggerBridge.Webhooks;

/// <summary>Everything that is particular to one sender, as data: how it signs, and where its ids stand.</summary>
internal sealed record WebhookScheme
{
    public required string Name { get; init; }

    public required HmacSignature Signature { get; init; }

    /// <summary>Where the sender's own id of an event stands, as a text template.</summary>
    public string? DeliveryId { get; init; }

    /// <summary>Where the event's type stands, as a text template.</summary>
    public string? EventType { get; init; }

    /// <summary>The header with the time of sending; it tells apart events without an id whose bodies are the same.</summary>
    public string? SentAtHeader { get; init; }

    /// <summary>The sender's test of the address; answered only once the request is verified.</summary>
    public Func<WebhookRequest, HandshakeAnswer?>? VerifiedHandshake { get; init; }

    /// <summary>Further headers that carry signatures, which must not be stored.</summary>
    public IReadOnlyCollection<string> OtherSignatureHeaders { get; init; } = [];

    /// <summary>Headers that must not be stored, in lower case.</summary>
    public IEnumerable<string> SensitiveHeaders => OtherSignatureHeaders.Prepend(Signature.Header);

    /// <summary>Keys of the query that must not be stored.</summary>
    public IReadOnlyCollection<string> SensitiveQuery { get; init; } = [];

    public VerificationResult Verify(WebhookRequest request, IReadOnlyList<SecretValue> secrets, DateTimeOffset now) =>
        Signature.Verify(request, secrets);

    public string? SentAt(WebhookRequest request) => SentAtHeader is null ? null : request.Headers.GetValueOrDefault(SentAtHeader);

    public HandshakeAnswer? Handshake(WebhookRequest request) => VerifiedHandshake?.Invoke(request);
}
