using System.ComponentModel;
using System.Text.Json.Serialization;
using TriggerBridge.Webhooks.Hmac;

namespace TriggerBridge.Bridges.Files;

/// <summary>How a sender proves itself.</summary>
internal record ProofSection
{
    [JsonPropertyOrder(-2)]
    [Description("The sender's name, or hmac or ed25519 for a sender that signs the body in a way of its own.")]
    [SchemeName]
    public string? Scheme { get; init; }

    [JsonPropertyOrder(-1)]
    [Description("The name of the secret in the vault, or a list of names while rotating. Senders that prove themselves by what they publish have none.")]
    public SecretNames? Secret { get; init; }

    [Description("meta only: the name of the secret that Meta repeats when it tests the address.")]
    public string? VerifyToken { get; init; }

    [Description("event-grid and query-key: the key of the query that holds the secret, default code. hmac: the one that holds the signature, default the header. jwt: the one that holds the token, default the header.")]
    public string? Parameter { get; init; }

    [Description("Where the sender signs the time: how far it may be off. Default: the sender's own rule; hmac, ed25519 and tokens: 00:05:00.")]
    public Duration? Tolerance { get; init; }

    [Description("hmac, ed25519: the header that holds the signature, default X-Signature. header-key and okta: the one that holds the secret. jwt: the one that holds the token, default Authorization.")]
    public string? Header { get; init; }

    [Description("hmac only: the hash. Default: sha256.")]
    public Choice<HmacAlgorithm>? Algorithm { get; init; }

    [Description("hmac, ed25519: what stands before the signature, such as sha256=, default nothing. jwt: what stands before the token, default Bearer in Authorization, else nothing.")]
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

    [Description("jwt, atlassian-connect, mtls and the senders of Entra (event-grid-entra, entra-custom-extension, azure-monitor) only: who issues the tokens, as their iss says, or a list. jwt with keys needs it; atlassian-connect: the clientKey of the installation, default any; mtls: whole or common name of the certificates' issuer, default any of the authority's; Entra: for tenants of other clouds and of customers.")]
    public TextList? Issuer { get; init; }

    [Description("jwt, google-pubsub, monday and the senders of Entra only: whom the tokens are for, as their aud says, or a list. All but jwt without keys need it.")]
    public TextList? Audience { get; init; }

    [Description("jwt and the senders of Entra only: the https address of the sender's public keys (JWKS), or of its OpenID discovery document. Default of jwt: none, the tokens are signed with the secret.")]
    public string? Keys { get; init; }

    [Description("jwt only: what the tokens may be signed with, or a list. Default: HS256, with keys RS256.")]
    public TextList? Algorithms { get; init; }

    [Description("jwt and the senders of Entra only: what else the tokens must say: claims by name, each with the text that it must have or a list of those.")]
    public ClaimTexts? Claims { get; init; }

    [Description("jwt only: the claim that names the caller. Default: sub.")]
    public string? CallerClaim { get; init; }

    [Description("jwt and google-pubsub only: the caller that may send, or a list; google-pubsub: the service account's address. Both need it where keys are published, as their owner signs for all its customers.")]
    public TextList? Caller { get; init; }

    [Description("jwt only: the claim with the hex SHA-256 of the body. Default: none, and the body is not covered.")]
    public string? BodyHash { get; init; }

    [Description("event-grid-entra, entra-custom-extension and azure-monitor only: the id of the Entra tenant.")]
    public string? Tenant { get; init; }

    [Description("atlassian-connect only: the app's baseUrl as its descriptor has it, where that is more than a host.")]
    public string? BaseUrl { get; init; }

    [Description("hmac only: where the signature stands in the body, such as signature.value, in place of a header. The body must be a JSON object.")]
    public string? Member { get; init; }

    [Description("hmac only: further headers with a signature each, such as by a second key; one of all is enough.")]
    public TextList? OtherHeaders { get; init; }

    [Description("mtls only: the SHA-256 of the certificates that may send, or a list. Without it, name their subject, and as secret the authority's certificate in PEM.")]
    public TextList? Thumbprints { get; init; }

    [Description("mtls only: the subject of the certificates that may send, whole (CN=…, O=…) or the common name, or a list.")]
    public TextList? Subject { get; init; }
}
