using System.ComponentModel;
using System.Text.Json.Serialization;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Bridges.Files;

internal sealed record WebhookSection
{
    [JsonRequired]
    [Description("The sender's name, or hmac for a sender that signs the body in a way of its own.")]
    [SchemeName]
    public string? Scheme { get; init; }

    [JsonRequired]
    [Description("The name of the secret in the vault, or a list of names while rotating.")]
    public SecretNames? Secret { get; init; }

    [Description("Where the event's own id stands, as text with {{$.path}}. Default: where the sender puts it, else made from the body.")]
    public string? DeliveryId { get; init; }

    [Description("hmac only: the header that holds the signature. Default: X-Signature.")]
    public string? Header { get; init; }

    [Description("hmac only: the hash. Default: sha256.")]
    public Choice<HmacAlgorithm>? Algorithm { get; init; }

    [Description("hmac only: what stands before the signature, such as sha256=. Default: nothing.")]
    public string? Prefix { get; init; }

    [Description("hmac only: how the signature is written. Default: hex.")]
    public Choice<SignatureEncoding>? Encoding { get; init; }
}
