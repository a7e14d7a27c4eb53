using TriggerBridge.Webhooks.Hmac;
using TriggerBridge.Webhooks.Verifiers;

namespace TriggerBridge.Webhooks.Senders;

/// <summary>Where people work together, keep content, and send messages.</summary>
internal static class WorkSenders
{
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    public static IReadOnlyList<WebhookScheme> All { get; } =
    [
        new()
        {
            Name = "airtable",
            Facts = SenderFacts.Agreed("pyairtable and others"),
            Verifier = new HmacSignature(new() { Header = "X-Airtable-Content-MAC", Prefix = "hmac-sha256=", Key = KeyEncoding.Base64 }),
            DeliveryIds = ["{{$.webhook.id}}/{{$.timestamp}}"],
        },

        // An empty list is a sign of life.
        new()
        {
            Name = "asana",
            Facts = SenderFacts.Agreed("https://developers.asana.com/docs/webhooks-guide for the handshake; several public implementations for the signature"),
            Verifier = new HmacSignature(new() { Header = "X-Hook-Signature" }),
            EventTypes = ["{{$.resource.resource_type}}.{{$.action}}"],
            BatchAt = ["events"],
            Pairing = PairingRequest.OfHeader("X-Hook-Secret"),
            OtherSignatureHeaders = ["x-hook-secret"],
        },

        // Two keys sign, each in a header of its own; either may match.
        new()
        {
            Name = "box",
            Facts = SenderFacts.Documented("https://developer.box.com/guides/webhooks/v2/signatures-v2"),
            Verifier = new HmacSignature(new()
            {
                Header = "BOX-SIGNATURE-PRIMARY",
                OtherHeaders = ["box-signature-secondary"],
                Encoding = SignatureEncoding.Base64,
                Signed = SignedContent.Of("{body}{time}"),
                Time = new() { Header = "box-delivery-timestamp", Format = TimestampFormat.Iso8601, Tolerance = TimeSpan.FromMinutes(10) },
                Declared = [("box-signature-version", "1"), ("box-signature-algorithm", "HmacSHA256")],
            }),
            DeliveryIds = ["{{$.id}}"],
            EventTypes = ["{{$.trigger}}"],
        },
        new()
        {
            Name = "calendly",
            Facts = SenderFacts.Agreed("@trigger.dev/core 4.8.3"),
            Verifier = new HmacSignature(new()
            {
                Header = "Calendly-Webhook-Signature",
                Prefix = "v1=",
                Separator = ',',
                Signed = SignedContent.Of("{time}.{body}"),
                Time = new() { SignatureField = "t=" },
            }),
            EventTypes = ["{{$.event}}"],
        },

        // A wrong passcode is answered with 400: that stops the webhook.
        new()
        {
            Name = "figma",
            Facts = SenderFacts.Documented("https://developers.figma.com: webhooks, security"),
            Verifier = new PlainSecret(SecretPlace.Member("passcode")),
            EventTypes = ["{{$.event_type}}"],
            Handshake = Handshakes.OnMember("event_type", "PING"),
            SecretMembers = ["passcode"],
            RefusedStatus = 400,
        },

        // A notice has no body: what changed is read from the API.
        new()
        {
            Name = "google-watch",
            Facts = SenderFacts.Agreed("several public implementations, of Calendar and Drive"),
            Verifier = new PlainSecret(SecretPlace.Header("X-Goog-Channel-Token")),
            DeliveryIds = ["{{$$.headers['x-goog-channel-id']}}/{{$$.headers['x-goog-message-number']}}"],
            EventTypes = ["{{$$.headers['x-goog-resource-state']}}"],
            Handshake = Handshakes.OnHeader("x-goog-resource-state", "sync"),
            MayBeEmpty = true,
        },
        new()
        {
            Name = "line",
            Facts = SenderFacts.Documented("@line/bot-sdk 11.0.0"),
            Verifier = new HmacSignature(new() { Header = "x-line-signature", Encoding = SignatureEncoding.Base64 }),
            DeliveryIds = ["{{$.webhookEventId}}"],
            EventTypes = ["{{$.type}}"],
            BatchAt = ["events"],
        },

        // It repeats for hours, so that its time cannot be held to a short tolerance.
        new()
        {
            Name = "mailgun",
            Facts = SenderFacts.Agreed("hookdeck's skills"),
            Verifier = new HmacSignature(new() { BodyMember = "signature.signature", Signed = SignedContent.Of("{$.signature.timestamp}{$.signature.token}") }),
            DeliveryIds = ["{{$.signature.token}}"],
            HasProvenId = true,
            EventTypes = ["{{$['event-data'].event}}"],
            SecretMembers = ["signature.signature"],
        },
        new()
        {
            Name = "microsoft-teams",
            Facts = SenderFacts.Documented("https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-outgoing-webhook"),
            Verifier = new HmacSignature(new() { Header = "Authorization", Prefix = "HMAC ", Encoding = SignatureEncoding.Base64, Key = KeyEncoding.Base64 }),
            DeliveryIds = ["{{$.id}}"],
            EventTypes = ["{{$.type}}"],
            Success = SenderAnswer.Json(("type", "message"), ("text", "Received.")),
        },
        new()
        {
            Name = "mux",
            Facts = SenderFacts.Documented("@mux/mux-node 15.3.0"),
            Verifier = new HmacSignature(new()
            {
                Header = "Mux-Signature",
                Prefix = "v1=",
                Separator = ',',
                Signed = SignedContent.Of("{time}.{body}"),
                Time = new() { SignatureField = "t=", Tolerance = FiveMinutes },
            }),
            DeliveryIds = ["{{$.id}}"],
            EventTypes = ["{{$.type}}"],
        },
        new()
        {
            Name = "notion",
            Facts = SenderFacts.Documented("@notionhq/client 5.26.0, https://developers.notion.com/reference/webhooks"),
            Verifier = new HmacSignature(new() { Header = "X-Notion-Signature", Prefix = "sha256=" }),
            DeliveryIds = ["{{$.id}}"],
            EventTypes = ["{{$.type}}"],
            Pairing = PairingRequest.OfMember("verification_token"),
        },

        // A message may be opened many times: its id does not tell its events apart.
        new()
        {
            Name = "postmark",
            Facts = SenderFacts.Agreed("hookdeck's skills"),
            Verifier = new BasicCredentials(),
            EventTypes = ["{{$.RecordType}}"],
        },
        new()
        {
            Name = "segment",
            Facts = SenderFacts.Documented("github.com/segmentio/segment-docs: webhooks destination"),
            Verifier = new HmacSignature(new() { Header = "X-Signature", Algorithm = HmacAlgorithm.Sha1 }),
            DeliveryIds = ["{{$.messageId}}"],
            EventTypes = ["{{$.type}}"],
            BatchAt = [],
        },

        // It proves itself by its client id alone, and wants it back. Sources disagree on whether it wants that of events, too: it does no harm.
        new()
        {
            Name = "adobe-sign",
            Facts = SenderFacts.Agreed("several public implementations"),
            Verifier = new PlainSecret(SecretPlace.Header(Handshakes.AdobeClientId)),
            EventTypes = ["{{$.event}}"],
            Methods = ["POST", "GET"],
            Handshake = Handshakes.AdobeSign,
            SuccessOf = static (request, _, _) => Handshakes.Echo(request, Handshakes.AdobeClientId),
        },

        // Any answer but 200 counts as a failure there.
        new()
        {
            Name = "smartsheet",
            Facts = SenderFacts.Documented("github.com/smartsheet: api-docs, webhooks"),
            Verifier = new HmacSignature(new() { Header = "Smartsheet-Hmac-SHA256" }),
            EventTypes = ["{{$.objectType}}.{{$.eventType}}", "{{$.newWebhookStatus}}"],
            BatchAt = ["events"],
            Handshake = Handshakes.Smartsheet,
            Success = SenderAnswer.Ok,
        },
        new()
        {
            Name = "telegram",
            Facts = SenderFacts.Agreed("ten public implementations"),
            Verifier = new PlainSecret(SecretPlace.Header("X-Telegram-Bot-Api-Secret-Token")),
            DeliveryIds = ["{{$.update_id}}"],
        },
        new()
        {
            Name = "typeform",
            Facts = SenderFacts.Agreed("@trigger.dev/core 4.8.3"),
            Verifier = new HmacSignature(new() { Header = "Typeform-Signature", Prefix = "sha256=", Encoding = SignatureEncoding.Base64 }),
            DeliveryIds = ["{{$.event_id}}"],
            EventTypes = ["{{$.event_type}}"],
        },
        new()
        {
            Name = "webflow",
            Facts = SenderFacts.Documented("webflow-api 3.3.4"),
            Verifier = new HmacSignature(new()
            {
                Header = "X-Webflow-Signature",
                Signed = SignedContent.Of("{time}:{body}"),
                Time = new() { Header = "x-webflow-timestamp", Format = TimestampFormat.UnixMilliseconds, Tolerance = FiveMinutes },
            }),
            EventTypes = ["{{$.triggerType}}"],
        },
        new()
        {
            Name = "zoho-crm",
            Facts = SenderFacts.Documented("Zoho CRM's SDK samples: notifications"),
            Verifier = new PlainSecret(SecretPlace.Member("token")),
            SecretMembers = ["token"],
        },
    ];
}
