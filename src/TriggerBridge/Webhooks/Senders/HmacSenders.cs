using TriggerBridge.Webhooks.Hmac;

namespace TriggerBridge.Webhooks.Senders;

/// <summary>The senders that sign with an HMAC, one record each: what differs is data.</summary>
internal static class HmacSenders
{
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    public static IReadOnlyList<WebhookScheme> All { get; } =
    [
        // https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
        new()
        {
            Name = "github",
            Verifier = Signed(new() { Header = "X-Hub-Signature-256", Prefix = "sha256=" }),
            OtherSignatureHeaders = ["x-hub-signature"],
            DeliveryIds = ["{{$$.headers['x-github-delivery']}}"],
            EventTypes = ["{{$$.headers['x-github-event']}}"],
            Handshake = Handshakes.OnHeader("x-github-event", "ping"),
        },

        // https://docs.gitlab.com/user/project/integrations/webhooks/#signing-tokens
        new()
        {
            Name = "gitlab-signing",
            Verifier = Standard("webhook"),
            OtherSignatureHeaders = ["x-gitlab-token"],
            DeliveryIds = ["{{$$.headers['webhook-id']}}", "{{$$.headers['idempotency-key']}}"],
            EventTypes = ["{{$$.headers['x-gitlab-event']}}"],
        },

        // https://developer.atlassian.com/cloud/jira/platform/webhooks/#secure-admin-webhooks
        new()
        {
            Name = "jira",
            Verifier = Signed(new() { Header = "X-Hub-Signature", Prefix = "sha256=" }),
            DeliveryIds = ["{{$$.headers['x-atlassian-webhook-identifier']}}"],
            EventTypes = ["{{$.webhookEvent}}"],
        },

        // https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/
        new()
        {
            Name = "bitbucket",
            Verifier = Signed(new() { Header = "X-Hub-Signature", Prefix = "sha256=" }),
            DeliveryIds = ["{{$$.headers['x-request-uuid']}}"],
            EventTypes = ["{{$$.headers['x-event-key']}}"],
        },

        // https://docs.slack.dev/authentication/verifying-requests-from-slack; commands and interactions have no event_id.
        new()
        {
            Name = "slack",
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

        // https://developers.zoom.us/docs/api/webhooks/#verify-with-zooms-header; an answer other than 200 or 204 is a failure there.
        new()
        {
            Name = "zoom",
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

        // https://developer.pagerduty.com/docs/verifying-webhook-signatures
        new()
        {
            Name = "pagerduty",
            Verifier = Signed(new() { Header = "X-PagerDuty-Signature", Prefix = "v1=", Separator = ',' }),
            DeliveryIds = ["{{$.event.id}}"],
            EventTypes = ["{{$.event.event_type}}"],
        },

        // https://developers.docusign.com/platform/webhooks/connect/hmac/; the keys are used as text.
        new()
        {
            Name = "docusign",
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

        // The time goes first: https://developer.zendesk.com/documentation/webhooks/verifying/. Before that page it stood at
        // https://developer.zendesk.com/documentation/event-connectors/webhooks/verifying/, whose first example (July 2021) had it last.
        new()
        {
            Name = "zendesk",
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

        // https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md; of its signatures only v1:
        // v1a is Ed25519, which the platform does not have.
        new()
        {
            Name = "standard-webhooks",
            Verifier = Standard("webhook"),
            DeliveryIds = ["{{$$.headers['webhook-id']}}"],
            EventTypes = ["{{$.type}}"],
        },

        // https://docs.svix.com/receiving/verifying-payloads/how-manual
        new()
        {
            Name = "svix",
            Verifier = Standard("svix"),
            OtherSignatureHeaders = ["webhook-signature"],
            DeliveryIds = ["{{$$.headers['svix-id']}}"],
            EventTypes = ["{{$.type}}"],
        },

        // https://docs.stripe.com/webhooks?verify=verify-manually; the key is the text with whsec_.
        new()
        {
            Name = "stripe",
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

        // https://shopify.dev/docs/apps/build/webhooks/subscribe/https#step-2-validate-the-origin-of-your-webhook
        new()
        {
            Name = "shopify",
            Verifier = Signed(new() { Header = "X-Shopify-Hmac-SHA256", Encoding = SignatureEncoding.Base64 }),
            DeliveryIds = ["{{$$.headers['x-shopify-webhook-id']}}"],
            EventTypes = ["{{$$.headers['x-shopify-topic']}}"],
        },

        // https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests. Its event ids are not unique by
        // themselves: https://developers.hubspot.com/docs/api-reference/webhooks-webhooks-v3/guide
        new()
        {
            Name = "hubspot",
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

        // https://linear.app/developers/webhooks#securing-webhooks; the header with the time is not signed, the body's is.
        new()
        {
            Name = "linear",
            Verifier = Signed(new()
            {
                Header = "Linear-Signature",
                Time = new() { BodyMember = "webhookTimestamp", Format = TimestampFormat.UnixMilliseconds, Tolerance = TimeSpan.FromMinutes(1) },
            }),
            DeliveryIds = ["{{$$.headers['linear-delivery']}}"],
            EventTypes = ["{{$$.headers['linear-event']}}"],
        },

        // https://developers.intercom.com/docs/webhooks/webhook-notifications#signed-notifications
        new()
        {
            Name = "intercom",
            Verifier = Signed(new() { Header = "X-Hub-Signature", Algorithm = HmacAlgorithm.Sha1, Prefix = "sha1=" }),
            DeliveryIds = ["{{$.id}}"],
            EventTypes = ["{{$.topic}}"],
        },

        // https://developers.greenhouse.io/webhooks.html#authentication
        new()
        {
            Name = "greenhouse",
            Verifier = Signed(new() { Header = "Signature", Prefix = "sha256 " }),
            DeliveryIds = ["{{$$.headers['greenhouse-event-id']}}"],
            EventTypes = ["{{$.action}}"],
            Handshake = Handshakes.OnMember("action", "ping"),
        },

        // https://documentation.bamboohr.com/docs/webhooks
        new()
        {
            Name = "bamboohr",
            Verifier = Signed(new()
            {
                Header = "X-BambooHR-Signature",
                Signed = SignedContent.Of("{body}{time}"),
                Time = new() { Header = "x-bamboohr-timestamp" },
            }),
        },

        // https://apidocs.hibob.com/docs/working-with-webhooks
        new()
        {
            Name = "hibob",
            Verifier = Signed(new() { Header = "Bob-Signature", Algorithm = HmacAlgorithm.Sha512, Encoding = SignatureEncoding.Base64 }),
            EventTypes = ["{{$.type}}"],
            Handshake = Handshakes.HiBob,
        },

        // https://www.dropbox.com/developers/reference/webhooks: it only says whose files changed, the same each time.
        new()
        {
            Name = "dropbox",
            Verifier = Signed(new() { Header = "X-Dropbox-Signature" }),
            BodiesRepeat = true,
            Handshake = Handshakes.Dropbox,
            Success = SenderAnswer.Ok,
        },

        // https://developers.facebook.com/docs/graph-api/webhooks/getting-started#event-notifications
        new()
        {
            Name = "meta",
            Verifier = Signed(new() { Header = "X-Hub-Signature-256", Prefix = "sha256=" }),
            OtherSignatureHeaders = ["x-hub-signature"],
            EventTypes = ["{{$.object}}"],
            Handshake = Handshakes.Meta,
            Success = SenderAnswer.Ok,
            Keys = [SchemeKeys.VerifyToken],
        },
    ];

    private static HmacSignature Signed(HmacSignatureSpec spec) => new(spec);

    private static HmacSignature Standard(string headers) => Signed(new()
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
