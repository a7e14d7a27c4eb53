using TriggerBridge.Webhooks.Certificates;
using TriggerBridge.Webhooks.Ed25519;
using TriggerBridge.Webhooks.Hmac;

namespace TriggerBridge.Webhooks.Senders;

/// <summary>The senders that sign with a private key, which only they have: who verifies needs no secret.</summary>
internal static class KeySenders
{
    /// <summary>The scheme whose signature with Ed25519 the bridge file describes.</summary>
    public const string Ed25519Name = "ed25519";

    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    private static readonly IReadOnlyList<WebhookScheme> Ed25519Senders =
    [
        // It does not say how old a request may be. Its events want 204, and it removes the address of who accepts a wrong signature.
        new()
        {
            Name = "discord",
            Facts = SenderFacts.Documented("https://discord.com/developers/docs/events/webhook-events#preparing-for-events"),
            Verifier = new Ed25519Signature(new()
            {
                Header = "X-Signature-Ed25519",
                Signed = SignedContent.Of("{time}{body}"),
                Time = new() { Header = "x-signature-timestamp" },
            }),
            DeliveryIds = ["{{$.id}}"],
            EventTypes = ["{{$.event.type}}", "{{$.data.name}}", "{{$.type}}"],
            Handshake = Handshakes.Discord,
            Success = SenderAnswer.NoContent,
        },

        new()
        {
            Name = "telnyx",
            Facts = SenderFacts.Documented("telnyx 7.24.0 on npm: lib/webhooks"),
            Verifier = new Ed25519Signature(new()
            {
                Header = "Telnyx-Signature-Ed25519",
                Encoding = SignatureEncoding.Base64,
                Signed = SignedContent.Of("{time}|{body}"),
                Key = KeyEncoding.Base64,
                Time = new() { Header = "telnyx-timestamp", Tolerance = FiveMinutes },
            }),
            DeliveryIds = ["{{$.data.id}}"],
            EventTypes = ["{{$.data.event_type}}"],
        },

        // The header may hold v1 signatures as well: HMACs, which do not count here.
        new()
        {
            Name = "standard-webhooks-v1a",
            Facts = SenderFacts.Documented("https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"),
            Verifier = new Ed25519Signature(new()
            {
                Header = "webhook-signature",
                Prefix = "v1a,",
                Encoding = SignatureEncoding.Base64,
                Separator = ' ',
                Signed = SignedContent.Of("{header:webhook-id}.{time}.{body}"),
                Key = KeyEncoding.Base64,
                Time = new() { Header = "webhook-timestamp", Tolerance = FiveMinutes },
            }),
            DeliveryIds = ["{{$$.headers['webhook-id']}}"],
            EventTypes = ["{{$.type}}"],
        },
    ];

    public static IReadOnlyDictionary<string, Func<SchemeOptions, WebhookScheme>> All { get; } = CreateAll();

    private static Dictionary<string, Func<SchemeOptions, WebhookScheme>> CreateAll()
    {
        var all = new Dictionary<string, Func<SchemeOptions, WebhookScheme>>(StringComparer.Ordinal);
        foreach (var sender in Ed25519Senders) all.Add(sender.Name, options => WithTolerance(sender, options.Tolerance));
        all.Add(Ed25519Name, options => WithTolerance(Generic(options), options.Tolerance));
        all.Add("aws-sns", Sns);
        all.Add("paypal", PayPal);
        return all;
    }

    // It is text by its type, and JSON. Whoever has the address for it can end the subscription.
    private static WebhookScheme Sns(SchemeOptions options) => new()
    {
        Name = "aws-sns",
        Facts = SenderFacts.Documented("https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html"),
        Verifier = new SnsSignature(options.Topics, options.RefusesSha1, options.Tolerance),
        DeliveryIds = ["{{$.MessageId}}"],
        EventTypes = ["{{$.TopicArn}}"],
        Handshake = Handshakes.Sns,
        Format = BodyFormat.Json,
        SecretMembers = ["UnsubscribeURL"],
        Keys = [SchemeKeys.Topics, SchemeKeys.SignatureVersion, SchemeKeys.Tolerance],
        RequiredKeys = [SchemeKeys.Topics],
    };

    private static WebhookScheme PayPal(SchemeOptions options) => new()
    {
        Name = "paypal",
        Facts = SenderFacts.Documented("https://developer.paypal.com/api/rest/webhooks/rest/"),
        Verifier = new PayPalSignature(options.WebhookId, options.Tolerance),
        DeliveryIds = ["{{$.id}}"],
        EventTypes = ["{{$.event_type}}"],
        Keys = [SchemeKeys.WebhookId, SchemeKeys.Tolerance],
        RequiredKeys = [SchemeKeys.WebhookId],
    };

    private static WebhookScheme Generic(SchemeOptions options) => new()
    {
        Name = Ed25519Name,
        Verifier = new Ed25519Signature(new()
        {
            Header = options.Signature.Header,
            Prefix = options.Signature.Prefix,
            Encoding = options.Signature.Encoding,
            Separator = options.Signature.Separator,
            Signed = options.Signature.Signed,
            Key = options.Signature.Key == KeyEncoding.Text ? KeyEncoding.Hex : options.Signature.Key,
            Time = options.Signature.Time,
        }),
        IsGeneric = true,
        Keys =
        [
            SchemeKeys.Header, SchemeKeys.Prefix, SchemeKeys.Encoding, SchemeKeys.Separator, SchemeKeys.Signed,
            SchemeKeys.Key, SchemeKeys.Timestamp, SchemeKeys.TimestampFormat, SchemeKeys.Tolerance,
        ],
    };

    private static WebhookScheme WithTolerance(WebhookScheme scheme, TimeSpan? tolerance)
    {
        if (((Ed25519Signature)scheme.Verifier).Spec is not { Time: { } time } spec) return scheme;
        return scheme with
        {
            Verifier = tolerance is null ? scheme.Verifier : new Ed25519Signature(spec with { Time = time with { Tolerance = tolerance } }),
            Keys = [.. scheme.Keys.Union([SchemeKeys.Tolerance], StringComparer.Ordinal)],
        };
    }
}
