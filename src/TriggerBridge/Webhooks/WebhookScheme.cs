using TriggerBridge.Credentials;

namespace TriggerBridge.Webhooks;

/// <summary>Everything that is particular to one sender: how it proves itself, tests the address, writes events and names them.</summary>
internal sealed record WebhookScheme
{
    public required string Name { get; init; }

    public required IRequestVerifier Verifier { get; init; }

    /// <summary>Where what is known of the sender comes from; null: it may be any.</summary>
    public SenderFacts? Facts { get; init; }

    /// <summary>Where the sender's own id of an event stands, as text templates; the first that gives a text counts.</summary>
    public IReadOnlyList<string> DeliveryIds { get; init; } = [];

    /// <summary>Although the body is not proven, the first of its ids is: nothing can be sent again under another one.</summary>
    public bool HasProvenId { get; init; }

    /// <summary>Where the event's type stands, likewise.</summary>
    public IReadOnlyList<string> EventTypes { get; init; } = [];

    /// <summary>The sender may be any, so the bridge file must say where its ids stand.</summary>
    public bool IsGeneric { get; init; }

    /// <summary>
    /// Different events may be the same byte for byte, and nothing tells a repeat from a new one: without an id each is an event of its
    /// own, as none may be lost.
    /// </summary>
    public bool BodiesRepeat { get; init; }

    /// <summary>Null where the sender does not test the address.</summary>
    public Handshake? Handshake { get; init; }

    /// <summary>How the sender brings its secret by itself; null where an operator has it.</summary>
    public PairingRequest? Pairing { get; init; }

    /// <summary>What the sender expects to hear when its event is recorded; null: the delivery, as JSON.</summary>
    public SenderAnswer? Success { get; init; }

    /// <summary>The same, where it depends on the event, the secret or the time; null: it does not.</summary>
    public Func<WebhookRequest, SecretValue, DateTimeOffset, SenderAnswer>? SuccessOf { get; init; }

    /// <summary>What a request that is not verified is answered with.</summary>
    public int RefusedStatus { get; init; } = 401;

    public BodyFormat Format { get; init; }

    /// <summary>The methods by which events come.</summary>
    public IReadOnlyCollection<string> Methods { get; init; } = ["POST"];

    /// <summary>A request without a body is an event as well: what it says stands in its address and its headers.</summary>
    public bool MayBeEmpty { get; init; }

    /// <summary>The members that lead to the list of events, none for the body itself; null: a request is one event.</summary>
    public IReadOnlyList<string>? BatchAt { get; init; }

    /// <summary>Members of an event that hold a secret, or of an object in it, as <c>_metadata.secret</c>; they are taken out before anything is stored or mapped.</summary>
    public IReadOnlyCollection<string> SecretMembers { get; init; } = [];

    /// <summary>The keys of a bridge file that this scheme understands, besides those that all do.</summary>
    public IReadOnlyCollection<string> Keys { get; init; } = [];

    /// <summary>Of these, those that a bridge to this sender cannot do without.</summary>
    public IReadOnlyCollection<string> RequiredKeys { get; init; } = [];

    /// <summary>Further headers that carry signatures, which must not be stored.</summary>
    public IReadOnlyCollection<string> OtherSignatureHeaders { get; init; } = [];

    /// <summary>Headers that must not be stored, in lower case.</summary>
    public IReadOnlySet<string> SensitiveHeaders => Sensitive.Headers;

    /// <summary>Keys of the query that must not be stored, in lower case.</summary>
    public IReadOnlySet<string> SensitiveQuery => Sensitive.Query;

    // Made once. A copy made by "with" carries the original's along, which must not be taken for its own.
    private SensitiveNames Sensitive => field is { } made && made.Verifier == Verifier && made.Others == OtherSignatureHeaders ? made : field = new(Verifier, OtherSignatureHeaders);

    /// <summary>As the sender would sign it: see <see cref="IRequestVerifier.Sign"/>.</summary>
    public SigningResult Sign(WebhookRequest request, SecretValue secret, DateTimeOffset now) => Verifier.Sign(request, secret, now);
}

/// <summary>What of a request must not be stored.</summary>
internal sealed class SensitiveNames(IRequestVerifier verifier, IReadOnlyCollection<string> others)
{
    public IRequestVerifier Verifier => verifier;

    public IReadOnlyCollection<string> Others => others;

    public IReadOnlySet<string> Headers { get; } = verifier.SensitiveHeaders.Concat(others).ToHashSet(StringComparer.Ordinal);

    public IReadOnlySet<string> Query { get; } = verifier.SensitiveQuery.ToHashSet(StringComparer.Ordinal);
}

/// <summary>Where what is known of a sender comes from, and how sure it is.</summary>
/// <param name="Source">An address, or a library with its version.</param>
internal sealed record SenderFacts(string Source, Certainty Certainty)
{
    /// <summary>The sender's own documentation or library.</summary>
    public static SenderFacts Documented(string source) => new(source, Certainty.Documented);

    /// <summary>A maintained library of others, or several public implementations that agree.</summary>
    public static SenderFacts Agreed(string source) => new(source, Certainty.Agreed);
}

/// <summary>How sure a fact is.</summary>
internal enum Certainty
{
    Documented,
    Agreed,
}

/// <summary>How a sender writes events.</summary>
internal enum BodyFormat
{
    /// <summary>JSON, or the fields of a form.</summary>
    Usual,

    /// <summary>JSON, whatever type the sender gives it.</summary>
    Json,

    /// <summary>As <see cref="Usual"/>, or with the event's attributes in headers.</summary>
    CloudEvents,

    /// <summary>As <see cref="Usual"/>, or XML.</summary>
    UsualOrXml,

    /// <summary>Salesforce's outbound messages.</summary>
    Soap,
}
