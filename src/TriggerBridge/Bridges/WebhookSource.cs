using System.Globalization;
using System.Security.Cryptography;
using TriggerBridge.Credentials;
using TriggerBridge.Ledger;
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

    /// <summary>What a request that is not verified is answered with.</summary>
    public int RefusedStatus => _scheme.RefusedStatus;

    /// <summary>The paths by which the sender's own id is looked for; none where it gives none.</summary>
    internal IEnumerable<PathExpression> DeliveryIdPaths => DeliveryIdTexts.SelectMany(paths => paths);

    /// <summary>The same, by the texts of which they are part; the first of these that gives a text counts.</summary>
    internal IEnumerable<IReadOnlyList<PathExpression>> DeliveryIdTexts => _deliveryIds.Select(text => (IReadOnlyList<PathExpression>)[.. text.Paths]);

    /// <summary>The paths by which the event's type is looked for; none where it has none.</summary>
    internal IEnumerable<PathExpression> EventTypePaths => _eventTypes.SelectMany(text => text.Paths);

    /// <summary>The name of the secret that a test of the address by this request would repeat; null where there is none, or it is an event.</summary>
    public string? VerifyTokenOf(WebhookRequest request) => TakesEventsBy(request.Method) ? null : VerifyTokenName;

    /// <summary>A test of the address that anyone may make.</summary>
    /// <returns>Null for what may be an event.</returns>
    internal AddressTest? TestOf(WebhookRequest request, SecretValue? verifyToken)
    {
        var isOpen = _scheme.Handshake is { IsSigned: false };
        if (isOpen && _scheme.Handshake!.Answer(request, verifyToken) is { } answer) return new AddressTest(answer, IsKnown: true);
        return TakesEventsBy(request.Method) ? null : new AddressTest(Answer: null, IsKnown: isOpen);
    }

    /// <summary>Whether a request only tests the address, as far as that can be told without the sender's secret.</summary>
    internal bool IsTest(WebhookRequest request) => _scheme.Handshake?.Answer(request, SomeSecret) is not null;

    /// <summary>Whether the sender made the request; of a test of the address that only the sender may make, with its answer.</summary>
    internal async ValueTask<VerificationResult> VerifyAsync(WebhookRequest request, VerificationMeans means, CancellationToken cancellationToken) =>
        await _scheme.Verifier.VerifyAsync(request, means, cancellationToken) switch
        {
            VerificationResult.Verified verified => verified with
            {
                Test = _scheme.Handshake is { IsSigned: true } handshake ? handshake.Answer(request, verified.By) : null,
                Success = verified.By is { } secret && _scheme.SuccessOf is { } answer ? answer(request, secret, means.Now) : _scheme.Success,
            },
            var result => result,
        };

    /// <summary>Whether the sender is verified by a secret; otherwise there need be none.</summary>
    internal bool NeedsSecret => _scheme.Verifier.NeedsSecret;

    /// <summary>Whether the sender can be verified with the secrets that are known now.</summary>
    internal bool CanVerify(IReadOnlyDictionary<string, SecretValue> known) => _scheme.Verifier.CanVerify(known);

    /// <summary>How the sender brings its secret by itself; null where an operator has it.</summary>
    internal PairingRequest? Pairing => _scheme.Pairing;

    /// <summary>The request as its sender would sign it.</summary>
    internal SigningResult Sign(WebhookRequest request, SecretValue secret, DateTimeOffset now) => _scheme.Sign(request, secret, now);

    /// <summary>Whether the sender sends the secret itself, so that nobody is shown what it sends.</summary>
    internal bool ShowsSecret => _scheme.Verifier.ShowsSecret;

    /// <summary>The members that lead to the list of events in a body; null: it is one event.</summary>
    internal IReadOnlyList<string>? BatchAt => _scheme.BatchAt;

    /// <summary>The events of a verified request, each with its ids, its type and what paths may find. An id that comes twice is one event.</summary>
    internal SentEvents Read(WebhookRequest request, string bridge, DateTimeOffset receivedAt)
    {
        var body = EventReader.Read(request, _scheme);
        if (body is not EventBody.Events { All: var all, IsBatch: var isBatch }) return new SentEvents([], IsBatch: false) { Problem = body };

        // What may be kept of the request; templates see no more of it, so that none can send a secret on.
        var stored = StoredFields.Of(request, _scheme);
        var events = all
            .Select((incoming, position) => Identify(incoming, position, new EventContext
            {
                Event = incoming.Document,
                IsShallow = incoming.IsShallow,
                Headers = stored.Headers,
                Query = stored.Query,
                Envelope = incoming.Envelope,
                BridgeName = bridge,
                ReceivedAt = receivedAt,
            }))
            .DistinctBy(sent => sent.Identity.DeliveryId, StringComparer.Ordinal);
        return new SentEvents([.. ReplayWindow is { } window ? Sign(events, HashSigned(request), isBatch, receivedAt + window) : events], isBatch);
    }

    // By the sender's own id. An event in which that is missing is told apart by its body: nothing is lost.
    private SentEvent Identify(IncomingEvent incoming, int position, EventContext context)
    {
        // In this order: an id may be made with the event's type.
        context = context with { EventType = Text(_eventTypes, context) };
        var identity = Text(_deliveryIds, context) is { } senderId
            ? new DeliveryIdentity(DeliveryId.From(senderId), senderId)
            : new DeliveryIdentity(DeliveryId.Derive(incoming.Json.Span, PlaceInTime(context, incoming.Json.Span, position)), SenderId: null);
        return new SentEvent(incoming.Json, context with { DeliveryId = identity.DeliveryId }, identity) { Secret = incoming.Secret };
    }

    // What was signed is taken with the events, of several each by its place.
    private static IEnumerable<SentEvent> Sign(IEnumerable<SentEvent> events, string hash, bool isBatch, DateTimeOffset until) =>
        events.Select((sent, i) => sent with { Signed = new SignedEvent(isBatch ? string.Create(CultureInfo.InvariantCulture, $"{hash}|{i}") : hash, until) });

    // A hash of what the sender signed, or of the body where it signs nothing: the same whatever stands beside it.
    private string HashSigned(WebhookRequest request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _scheme.Verifier.AppendSigned(request, hash);
        return DeliveryId.Shorten(hash.GetHashAndReset());
    }

    private bool TakesEventsBy(string method) => _scheme.Methods.Contains(method, StringComparer.OrdinalIgnoreCase);

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

/// <summary>A request that tests the address, or cannot be an event.</summary>
/// <param name="Answer">Null where it is not as this sender makes it.</param>
/// <param name="IsKnown">The sender makes such tests.</param>
internal sealed record AddressTest(SenderAnswer? Answer, bool IsKnown);

/// <param name="IsBatch">The sender sends lists, be there one event in this one.</param>
internal sealed record SentEvents(IReadOnlyList<SentEvent> All, bool IsBatch)
{
    /// <summary>What the body is where there is no event in it.</summary>
    public EventBody? Problem { get; init; }
}

/// <summary>An event of a verified request.</summary>
/// <param name="Json">As it is kept.</param>
/// <param name="Context">What its paths are resolved against, with its delivery id and its type.</param>
internal sealed record SentEvent(ReadOnlyMemory<byte> Json, EventContext Context, DeliveryIdentity Identity)
{
    /// <summary>What the sender signed, where the bridge asks for it.</summary>
    public SignedEvent? Signed { get; init; }

    /// <summary>What was taken out of it; null where it held no secret.</summary>
    public SecretValue? Secret { get; init; }
}
