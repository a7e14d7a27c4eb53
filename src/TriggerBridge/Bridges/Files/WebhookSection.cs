using System.ComponentModel;
using System.Text.Json.Serialization;
using TriggerBridge.Webhooks.Hmac;

namespace TriggerBridge.Bridges.Files;

internal sealed record WebhookSection
{
    /// <summary>In place of a text: equal events are one event.</summary>
    public const string Hash = "hash";

    [JsonRequired]
    [Description("The sender's name, or hmac or ed25519 for a sender that signs the body in a way of its own.")]
    [SchemeName]
    public string? Scheme { get; init; }

    [Description("The name of the secret in the vault, or a list of names while rotating. Senders that prove themselves by what they publish have none.")]
    public SecretNames? Secret { get; init; }

    [Description("Where the event's own id stands, as text with {{$.path}}; or hash: equal events are one event. Default: where the sender puts it, else hash; hmac, ed25519, bearer, basic, header-key and query-key need it.")]
    public string? DeliveryId { get; init; }

    [Description("Where a request holds a list of events: its path, such as $.events[*]; each event of it is a delivery of its own, and $$.envelope has what stands around the list. Default: where the sender puts it.")]
    public string? Batch { get; init; }

    [Description("For how long what the sender signed starts nothing again under another id, at most the retention. Default: another id is another event.")]
    public Duration? ReplayWindow { get; init; }

    [Description("Where the event's type stands, as text with {{$.path}}. Default: where the sender puts it.")]
    public string? EventType { get; init; }

    [Description("meta only: the name of the secret that Meta repeats when it tests the address.")]
    public string? VerifyToken { get; init; }

    [Description("event-grid and query-key only: the key of the query that holds the secret. Default: code.")]
    public string? Parameter { get; init; }

    [Description("Where the sender signs the time: how far it may be off. Default: the sender's own rule; hmac and ed25519: 00:05:00.")]
    public Duration? Tolerance { get; init; }

    [Description("hmac, ed25519: the header that holds the signature, default X-Signature. header-key and okta: the one that holds the secret.")]
    public string? Header { get; init; }

    [Description("hmac only: the hash. Default: sha256.")]
    public Choice<HmacAlgorithm>? Algorithm { get; init; }

    [Description("hmac, ed25519: what stands before the signature, such as sha256=. Default: nothing.")]
    public string? Prefix { get; init; }

    [Description("hmac, ed25519: how the signature is written. Default: hex.")]
    public Choice<SignatureEncoding>? Encoding { get; init; }

    [Description("hmac, ed25519: the character between several signatures in the header. Default: the header holds one.")]
    public string? Separator { get; init; }

    [Description("hmac, ed25519: what is signed: {body}, {time}, {header:name}, {url}, {method} and text between them. Default: {body}.")]
    public string? Signed { get; init; }

    [Description("hmac: text, hex, or base64 (after whsec_ where that stands in front); default: text. ed25519: the public key in hex, or base64 (after whpk_ where that stands in front); default: hex.")]
    public Choice<KeyEncoding>? Key { get; init; }

    [Description("hmac, ed25519: the header with the time of sending, which must be signed.")]
    public string? Timestamp { get; init; }

    [Description("hmac, ed25519: how that time is written. Default: unixSeconds.")]
    public Choice<TimestampFormat>? TimestampFormat { get; init; }

    [Description("aws-sns only: the ARN of the topic whose messages are taken, or a list of them.")]
    public TextList? Topics { get; init; }

    [Description("aws-sns only: 2 refuses messages that are signed with SHA-1 (version 1). Default: both are taken.")]
    public WholeNumber? SignatureVersion { get; init; }

    [Description("paypal only: the webhook's id, which PayPal shows beside its address.")]
    public string? WebhookId { get; init; }
}
