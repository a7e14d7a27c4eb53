using System.ComponentModel;

namespace TriggerBridge.Bridges.Files;

/// <summary>Who sends the events, how that is proven, and where its ids are.</summary>
internal sealed record WebhookSection : ProofSection
{
    /// <summary>In place of a text: equal events are one event.</summary>
    public const string Hash = "hash";

    [Description("In place of scheme: two proofs or more, each with its scheme, all of which a request must have. The first names the sender.")]
    public IReadOnlyList<ProofSection>? All { get; init; }

    [Description("In place of scheme: two proofs or more, each with its scheme, one of which a request must have, such as while a sender migrates. The first names the sender.")]
    public IReadOnlyList<ProofSection>? Any { get; init; }

    [Description("Where the event's own id stands, as text with {{$.path}}; or hash: equal events are one event. Default: where the sender puts it, else hash; hmac, ed25519, bearer, basic, header-key and query-key need it.")]
    public string? DeliveryId { get; init; }

    [Description("Where a request holds a list of events: its path, such as $.events[*]; each event of it is a delivery of its own, and $$.envelope has what stands around the list. Default: where the sender puts it.")]
    public string? Batch { get; init; }

    [Description("For how long what the sender signed starts nothing again under another id, at most the retention. Default: another id is another event.")]
    public Duration? ReplayWindow { get; init; }

    [Description("Where the event's type stands, as text with {{$.path}}. Default: where the sender puts it.")]
    public string? EventType { get; init; }
}
