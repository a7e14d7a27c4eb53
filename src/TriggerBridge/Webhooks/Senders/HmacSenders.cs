using TriggerBridge.Webhooks.Hmac;

namespace TriggerBridge.Webhooks.Senders;

/// <summary>The senders that sign with an HMAC, one record each: what differs is data.</summary>
internal static class HmacSenders
{
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    public static IReadOnlyList<WebhookScheme> All { get; } =
    [
        new()
        {
            Name = "github",
            Facts = SenderFacts.Documented("https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries"),
            Verifier = Signed(new() { Header = "X-Hub-Signature-256", Prefix = "sha256=" }),
            OtherSignatureHeaders = ["x-hub-signature"],
            DeliveryIds = ["{{$$.headers['x-github-delivery']}}"],
            EventTypes = ["{{$$.headers['x-github-event']}}"],
            Handshake = Handshakes.OnHeader("x-github-event", "ping"),
        },

        new()
        {
            Name = "gitlab-signing",
            Facts = SenderFacts.Documented("https://docs.gitlab.com/user/project/integrations/webhooks/#signing-tokens"),
            Verifier = Standard("webhook"),
            OtherSignatureHeaders = ["x-gitlab-token"],
            DeliveryIds = ["{{$$.headers['webhook-id']}}", "{{$$.headers['idempotency-key']}}"],
            EventTypes = ["{{$$.headers['x-gitlab-event']}}"],
        },

        new()
        {
            Name = "jira",
            Facts = SenderFacts.Documented("https://developer.atlassian.com/cloud/jira/platform/webhooks/#secure-admin-webhooks"),
            Verifier = Signed(new() { Header = "X-Hub-Signature", Prefix = "sha256=" }),
            DeliveryIds = ["{{$$.headers['x-atlassian-webhook-identifier']}}"],
            EventTypes = ["{{$.webhookEvent}}"],
        },

        new()
        {
            Name = "bitbucket",
            Facts = SenderFacts.Documented("https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/"),
            Verifier = Signed(new() { Header = "X-Hub-Signature", Prefix = "sha256=" }),
            DeliveryIds = ["{{$$.headers['x-request-uuid']}}"],
            EventTypes = ["{{$$.headers['x-event-key']}}"],
        },

        // Commands and interactions have no event_id.
        new()
        {
            Name = "slack",
            Facts = SenderFacts.Documented("https://docs.slack.dev/authentication/verifying-requests-from-slack"),
            Verifier = Signed(new()
            {
                Header = "X-Slack-Signature",
                Prefix = "v0=",
                Signed = SignedContent.Of("v0:{time}:{body}"),
                Time = new() { Header = "x-slack-request-timestamp", Tolerance = FiveMinutes },
            }),
            DeliveryIds = ["{{$.event_id}}", "{{$.trigger_id}}", "{{$.payload.trigger_id}}"],
            EventTypes = ["{{$.event.type}}", "{{$.command}}", "{{$.payload.type}}"],
            Handshake = Handshakes.Slack,
            Success = SenderAnswer.Ok,
        },

        // An answer other than 200 or 204 is a failure there.
        new()
        {
            Name = "zoom",
            Facts = SenderFacts.Documented("https://developers.zoom.us/docs/api/webhooks/#verify-with-zooms-header"),
            Verifier = Signed(new()
            {
                Header = "x-zm-signature",
                Prefix = "v0=",
                Signed = SignedContent.Of("v0:{time}:{body}"),
                Time = new() { Header = "x-zm-request-timestamp" },
            }),
            EventTypes = ["{{$.event}}"],
            Handshake = Handshakes.Zoom,
            Success = SenderAnswer.Ok,
        },

        new()
        {
            Name = "pagerduty",
            Facts = SenderFacts.Documented("https://developer.pagerduty.com/docs/verifying-webhook-signatures"),
            Verifier = Signed(new() { Header = "X-PagerDuty-Signature", Prefix = "v1=", Separator = ',' }),
            DeliveryIds = ["{{$.event.id}}"],
            EventTypes = ["{{$.event.event_type}}"],
        },

        // The keys are used as text.
        new()
        {
            Name = "docusign",
            Facts = SenderFacts.Documented("https://developers.docusign.com/platform/webhooks/connect/hmac/"),
            Verifier = Signed(new() { Header = "X-DocuSign-Signature", IsNumbered = true, Encoding = SignatureEncoding.Base64 }),
            // JSON, or the older XML: https://developers.docusign.com/platform/webhooks/connect/
            Format = BodyFormat.UsualOrXml,
            DeliveryIds =
            [
                "{{$.data.envelopeId}}/{{$.event}}/{{$.generatedDateTime}}",
                "{{$.EnvelopeStatus.EnvelopeID}}/{{$.EnvelopeStatus.Status}}/{{$.EnvelopeStatus.TimeGenerated}}",
            ],
            EventTypes = ["{{$.event}}", "{{$.EnvelopeStatus.Status}}"],
            Success = SenderAnswer.Ok,
        },

        // The time goes first. An older page (https://developer.zendesk.com/documentation/event-connectors/webhooks/verifying/, July 2021) had it last.
        new()
        {
            Name = "zendesk",
            Facts = SenderFacts.Documented("https://developer.zendesk.com/documentation/webhooks/verifying/"),
            Verifier = Signed(new()
            {
                Header = "X-Zendesk-Webhook-Signature",
                Encoding = SignatureEncoding.Base64,
                Signed = SignedContent.Of("{time}{body}"),
                Time = new() { Header = "x-zendesk-webhook-signature-timestamp", Format = TimestampFormat.Iso8601 },
            }),
            // Triggers and automations send by the method and in the format that the webhook names; by GET and DELETE without a body:
            // https://developer.zendesk.com/documentation/webhooks/anatomy-of-a-webhook-request/
            Methods = ["POST", "PUT", "PATCH", "GET", "DELETE"],
            MayBeEmpty = true,
            Format = BodyFormat.UsualOrXml,
            DeliveryIds = ["{{$$.headers['x-zendesk-webhook-invocation-id']}}"],
            EventTypes = ["{{$.type}}"],
        },

        // Of its signatures only v1.
        new()
        {
            Name = "standard-webhooks",
            Facts = SenderFacts.Documented("https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"),
            Verifier = Standard("webhook"),
            DeliveryIds = ["{{$$.headers['webhook-id']}}"],
            EventTypes = ["{{$.type}}"],
        },

        new()
        {
            Name = "svix",
            Facts = SenderFacts.Documented("https://docs.svix.com/receiving/verifying-payloads/how-manual"),
            Verifier = Standard("svix"),
            OtherSignatureHeaders = ["webhook-signature"],
            DeliveryIds = ["{{$$.headers['svix-id']}}"],
            EventTypes = ["{{$.type}}"],
        },

        // The key is the text with whsec_.
        new()
        {
            Name = "stripe",
            Facts = SenderFacts.Documented("https://docs.stripe.com/webhooks?verify=verify-manually"),
            Verifier = Signed(new()
            {
                Header = "Stripe-Signature",
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
            Name = "shopify",
            Facts = SenderFacts.Documented("https://shopify.dev/docs/apps/build/webhooks/subscribe/https#step-2-validate-the-origin-of-your-webhook"),
            Verifier = Signed(new() { Header = "X-Shopify-Hmac-SHA256", Encoding = SignatureEncoding.Base64 }),
            DeliveryIds = ["{{$$.headers['x-shopify-webhook-id']}}"],
            EventTypes = ["{{$$.headers['x-shopify-topic']}}"],
        },

        // Its event ids are not unique by themselves: https://developers.hubspot.com/docs/api-reference/webhooks-webhooks-v3/guide
        new()
        {
            Name = "hubspot",
            Facts = SenderFacts.Documented("https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests"),
            Verifier = Signed(new()
            {
                Header = "X-HubSpot-Signature-v3",
                Encoding = SignatureEncoding.Base64,
                Signed = SignedContent.Of("{method}{url-decoded}{body}{time}"),
                Time = new() { Header = "x-hubspot-request-timestamp", Format = TimestampFormat.UnixMilliseconds, Tolerance = FiveMinutes },
            }),
            OtherSignatureHeaders = ["x-hubspot-signature"],
            DeliveryIds = ["{{$.subscriptionId}}/{{$.eventId}}/{{$.occurredAt}}", "{{$.eventId}}"],
            EventTypes = ["{{$.subscriptionType}}"],
            BatchAt = [],
        },

        // The header with the time is not signed, the body's is.
        new()
        {
            Name = "linear",
            Facts = SenderFacts.Documented("https://linear.app/developers/webhooks#securing-webhooks"),
            Verifier = Signed(new()
            {
                Header = "Linear-Signature",
                Time = new() { BodyMember = "webhookTimestamp", Format = TimestampFormat.UnixMilliseconds, Tolerance = TimeSpan.FromMinutes(1) },
            }),
            DeliveryIds = ["{{$$.headers['linear-delivery']}}"],
            EventTypes = ["{{$$.headers['linear-event']}}"],
        },

        new()
        {
            Name = "intercom",
            Facts = SenderFacts.Documented("https://developers.intercom.com/docs/webhooks/webhook-notifications#signed-notifications"),
            Verifier = Signed(new() { Header = "X-Hub-Signature", Algorithm = HmacAlgorithm.Sha1, Prefix = "sha1=" }),
            DeliveryIds = ["{{$.id}}"],
            EventTypes = ["{{$.topic}}"],
        },

        new()
        {
            Name = "greenhouse",
            Facts = SenderFacts.Documented("https://developers.greenhouse.io/webhooks.html#authentication"),
            Verifier = Signed(new() { Header = "Signature", Prefix = "sha256 " }),
            DeliveryIds = ["{{$$.headers['greenhouse-event-id']}}"],
            EventTypes = ["{{$.action}}"],
            Handshake = Handshakes.OnMember("action", "ping"),
        },

        new()
        {
            Name = "bamboohr",
            Facts = SenderFacts.Documented("https://documentation.bamboohr.com/docs/webhooks"),
            Verifier = Signed(new()
            {
                Header = "X-BambooHR-Signature",
                Signed = SignedContent.Of("{body}{time}"),
                Time = new() { Header = "x-bamboohr-timestamp" },
            }),
        },

        new()
        {
            Name = "hibob",
            Facts = SenderFacts.Documented("https://apidocs.hibob.com/docs/working-with-webhooks"),
            Verifier = Signed(new() { Header = "Bob-Signature", Algorithm = HmacAlgorithm.Sha512, Encoding = SignatureEncoding.Base64 }),
            EventTypes = ["{{$.type}}"],
            Handshake = Handshakes.HiBob,
        },

        // It only says whose files changed, the same each time.
        new()
        {
            Name = "dropbox",
            Facts = SenderFacts.Documented("https://www.dropbox.com/developers/reference/webhooks"),
            Verifier = Signed(new() { Header = "X-Dropbox-Signature" }),
            BodiesRepeat = true,
            Handshake = Handshakes.Dropbox,
            Success = SenderAnswer.Ok,
        },

        new()
        {
            Name = "meta",
            Facts = SenderFacts.Documented("https://developers.facebook.com/docs/graph-api/webhooks/getting-started#event-notifications"),
            Verifier = Signed(new() { Header = "X-Hub-Signature-256", Prefix = "sha256=" }),
            OtherSignatureHeaders = ["x-hub-signature"],
            EventTypes = ["{{$.object}}"],
            Handshake = Handshakes.Meta,
            Success = SenderAnswer.Ok,
            Keys = [SchemeKeys.VerifyToken],
            RequiredKeys = [SchemeKeys.VerifyToken],
        },
    ];

    private static HmacSignature Signed(HmacSignatureSpec spec) => new(spec);

    /// <summary>Standard Webhooks, whose headers begin so.</summary>
    public static HmacSignature Standard(string headers) => Signed(new()
    {
        Header = headers + "-signature",
        Prefix = "v1,",
        Encoding = SignatureEncoding.Base64,
        Separator = ' ',
        Signed = SignedContent.Of($$"""{header:{{headers}}-id}.{time}.{body}"""),
        Key = KeyEncoding.Base64,
        Time = new() { Header = headers + "-timestamp", Tolerance = FiveMinutes },
    });
}
