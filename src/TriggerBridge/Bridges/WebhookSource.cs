using System.Globalization;
using System.Security.Cryptography;
using TriggerBridge.Credentials;
using TriggerBridge.Mapping;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Bodies;

namespace TriggerBridge.Bridges;

/// <summary>A bridge's sender: its scheme, its secrets, and where its ids stand.</summary>
public sealed class WebhookSource
{
    private static readonly SecretValue SomeSecret = new("none");

    private readonly WebhookScheme _scheme;
    private readonly IReadOnlyList<TextTemplate> _deliveryIds;
    private readonly IReadOnlyList<TextTemplate> _eventTypes;

    /// <param name="deliveryIds">The first that gives a text counts; so for <paramref name="eventTypes"/>.</param>
    internal WebhookSource(
        WebhookScheme scheme, IReadOnlyList<string> secretNames, IReadOnlyList<TextTemplate> deliveryIds, IReadOnlyList<TextTemplate> eventTypes)
    {
        _scheme = scheme;
        _deliveryIds = deliveryIds;
        _eventTypes = eventTypes;
        SecretNames = secretNames;
    }

    public string Scheme => _scheme.Name;

    /// <summary>Any of them may have signed: a secret is rotated by naming two.</summary>
    public IReadOnlyList<string> SecretNames { get; }

    /// <summary>For how long what the sender signed starts nothing again under another id; null: another id is another event.</summary>
    public TimeSpan? ReplayWindow { get; init; }

    /// <summary>The secret that a sender repeats when it tests the address; null where it has none.</summary>
    public string? VerifyTokenName { get; init; }

    /// <summary>What the sender expects to hear when its event is recorded; null: the delivery, as JSON.</summary>
    public SenderAnswer? Success => _scheme.Success;

    /// <summary>The paths by which the sender's own id is looked for; none where it gives none.</summary>
    internal IEnumerable<PathExpression> DeliveryIdPaths => _deliveryIds.SelectMany(text => text.Paths);

    /// <summary>The paths by which the event's type is looked for; none where it has none.</summary>
    internal IEnumerable<PathExpression> EventTypePaths => _eventTypes.SelectMany(text => text.Paths);

    public VerificationResult Verify(WebhookRequest request, IReadOnlyList<SecretValue> secrets, DateTimeOffset now) =>
        _scheme.Verify(request, secrets, now);

    /// <summary>Whether events come by this method.</summary>
    public bool TakesEventsBy(string method) => _scheme.Methods.Contains(method, StringComparer.OrdinalIgnoreCase);

    public bool HasOpenHandshake => _scheme.Handshake is { IsSigned: false };

    /// <summary>The answer to a test of the address that anyone may make; null where there is none, or the request is another.</summary>
    public SenderAnswer? OpenHandshake(WebhookRequest request, SecretValue? verifyToken) =>
        _scheme.Handshake is { IsSigned: false } handshake ? handshake.Answer(request, verifyToken) : null;

    /// <summary>The answer to a test of the address that only the sender may make; null for an event.</summary>
    /// <param name="signedBy">The secret with which the request was verified.</param>
    public SenderAnswer? SignedHandshake(WebhookRequest request, SecretValue signedBy) =>
        _scheme.Handshake is { IsSigned: true } handshake ? handshake.Answer(request, signedBy) : null;

    /// <summary>Whether a request only tests the address, as far as that can be told without the sender's secret.</summary>
    internal bool IsHandshake(WebhookRequest request) => _scheme.Handshake?.Answer(request, SomeSecret) is not null;

    /// <summary>The event or events in a verified request.</summary>
    internal EventBody ReadEvents(WebhookRequest request) => EventReader.Read(request, _scheme);

    /// <summary>A hash of what the sender signed, or of the body where it signs nothing: the same whatever stands beside it.</summary>
    internal string HashSigned(WebhookRequest request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _scheme.Verifier.AppendSigned(request, hash);
        return DeliveryId.Shorten(hash.GetHashAndReset());
    }

    /// <summary>What may be kept of the request; map from it too, so that no template can send a secret on.</summary>
    public StoredFields FieldsToStore(WebhookRequest request) => StoredFields.Of(request, _scheme);

    /// <summary>Null where the sender names none.</summary>
    public string? EventTypeOf(EventContext context) => Text(_eventTypes, context);

    /// <summary>By the sender's own id. An event in which that is missing is told apart by its body: nothing is lost.</summary>
    /// <param name="context">Its delivery id is not known yet.</param>
    /// <param name="json">The event itself.</param>
    /// <param name="position">Its place among the events of its request.</param>
    public DeliveryIdentity Identify(EventContext context, ReadOnlySpan<byte> json, int position = 0) =>
        Text(_deliveryIds, context) is { } senderId
            ? new DeliveryIdentity(DeliveryId.From(senderId), senderId)
            : new DeliveryIdentity(DeliveryId.Derive(json, PlaceInTime(context, json, position)), SenderId: null);

    // An event that says nothing is told apart by nothing, either.
    private string? PlaceInTime(EventContext context, ReadOnlySpan<byte> json, int position) =>
        _scheme.BodiesRepeat || (_scheme.MayBeEmpty && json.SequenceEqual(EventReader.Nothing))
            ? string.Create(CultureInfo.InvariantCulture, $"{context.ReceivedAt:O} {position}")
            : null;

    private static string? Text(IReadOnlyList<TextTemplate> templates, EventContext context)
    {
        foreach (var template in templates)
        {
            if (template.Render(context, nullIsMissing: true) is TextResult.Found found && !string.IsNullOrWhiteSpace(found.Text)) return found.Text;
        }

        return null;
    }
}
