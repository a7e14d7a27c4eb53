using TriggerBridge.Webhooks.Bodies;
using TriggerBridge.Webhooks.Certificates;
using TriggerBridge.Webhooks.Hmac;
using TriggerBridge.Webhooks.Verifiers;

namespace TriggerBridge.Webhooks.Senders;

/// <summary>The senders that prove themselves in ways of their own.</summary>
internal static class OtherSenders
{
    private const string DefaultParameter = "code";

    public static IReadOnlyDictionary<string, Func<SchemeOptions, WebhookScheme>> All { get; } =
        new Dictionary<string, Func<SchemeOptions, WebhookScheme>>(StringComparer.Ordinal)
        {
            ["gitlab"] = _ => new()
            {
                Name = "gitlab",
                Facts = SenderFacts.Documented("https://docs.gitlab.com/user/project/integrations/webhooks/#validate-payloads-by-using-a-secret-token"),
                Verifier = new PlainSecret(SecretPlace.Header("X-Gitlab-Token")),
                DeliveryIds = ["{{$$.headers['idempotency-key']}}", "{{$$.headers['webhook-id']}}"],
                EventTypes = ["{{$$.headers['x-gitlab-event']}}"],
            },

            ["okta"] = options => new()
            {
                Name = "okta",
                Facts = SenderFacts.Documented("https://developer.okta.com/docs/concepts/event-hooks/"),
                Verifier = new PlainSecret(SecretPlace.Header(options.Header ?? "Authorization")),
                DeliveryIds = ["{{$.uuid}}"],
                EventTypes = ["{{$.eventType}}"],
                Handshake = Handshakes.Okta,
                BatchAt = ["data", "events"],
                Keys = [SchemeKeys.Header],
            },

            // Not all notifications have an id, and two changes of one resource then look the same.
            ["microsoft-graph"] = _ => new()
            {
                Name = "microsoft-graph",
                Facts = SenderFacts.Documented("https://learn.microsoft.com/graph/change-notifications-delivery-webhooks"),
                Verifier = new GraphClientState(),
                DeliveryIds = ["{{$.id}}"],
                EventTypes = ["{{$.lifecycleEvent}}", "{{$.changeType}}"],
                BodiesRepeat = true,
                Handshake = Handshakes.MicrosoftGraph,
                BatchAt = ["value"],
                SecretMembers = ["clientState"],
            },

            ["event-grid"] = options => new()
            {
                Name = "event-grid",
                Facts = SenderFacts.Documented("https://learn.microsoft.com/azure/event-grid/authenticate-with-access-keys-shared-access-signatures"),
                Verifier = new PlainSecret(SecretPlace.Query(options.Parameter ?? DefaultParameter), SecretPlace.Bearer),
                DeliveryIds = ["{{$.id}}"],
                EventTypes = ["{{$.eventType}}"],
                Handshake = Handshakes.EventGrid,
                BatchAt = [],
                Keys = [SchemeKeys.Parameter],
            },

            ["cloudevents"] = _ => new()
            {
                Name = "cloudevents",
                Facts = SenderFacts.Documented("https://github.com/cloudevents/spec/blob/main/cloudevents/http-webhook.md#3-authorization"),
                Verifier = new PlainSecret(SecretPlace.Bearer, SecretPlace.Query("access_token")),
                DeliveryIds = ["{{$.source}} {{$.id}}"],
                EventTypes = ["{{$.type}}"],
                Handshake = Handshakes.CloudEvents,
                Format = BodyFormat.CloudEvents,
                BatchAt = [],
            },

            // The status tells a message's events apart.
            ["twilio"] = _ => new()
            {
                Name = "twilio",
                Facts = SenderFacts.Documented("https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides"),
                Verifier = new TwilioSignature(),
                DeliveryIds =
                [
                    "{{$$.headers['i-twilio-idempotency-token']}}",
                    "{{$.MessageSid}}/{{$.MessageStatus}}",
                    "{{$.MessageSid}}",
                    "{{$.CallSid}}/{{$.CallStatus}}",
                    "{{$.CallSid}}",
                ],
                Success = SenderAnswer.Ok,
            },

            ["sendgrid"] = _ => new()
            {
                Name = "sendgrid",
                Facts = SenderFacts.Documented("https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event"),
                Verifier = new SendGridSignature(),
                DeliveryIds = ["{{$.sg_event_id}}"],
                EventTypes = ["{{$.event}}"],
                BatchAt = [],
            },

            ["lever"] = _ => new()
            {
                Name = "lever",
                Facts = SenderFacts.Documented("https://hire.lever.co/developer/documentation#webhooks"),
                Verifier = new HmacSignature(new() { BodyMember = "signature", Signed = SignedContent.Of("{$.token}{$.triggeredAt}") }),
                DeliveryIds = ["{{$.id}}", "{{$.token}}"],
                EventTypes = ["{{$.event}}"],
                SecretMembers = ["signature"],
            },

            ["salesforce"] = _ => new()
            {
                Name = "salesforce",
                Facts = SenderFacts.Documented("https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_om_outboundmessaging.htm"),
                Verifier = new SalesforceOrganization(),
                DeliveryIds = ["{{$.id}}"],
                EventTypes = ["{{$.type}}"],
                Format = BodyFormat.Soap,
                Success = OutboundMessage.Ack,
            },

            [WebhookSchemes.SailPointName] = _ => new()
            {
                Name = WebhookSchemes.SailPointName,
                Facts = SenderFacts.Documented("https://developer.sailpoint.com/docs/extensibility/event-triggers/"),
                Verifier = new SailPointSecret(),
                DeliveryIds = ["{{$._metadata.invocationId}}"],
                EventTypes = ["{{$._metadata.triggerId}}"],
                SecretMembers = ["_metadata.secret"],
                Success = SenderAnswer.Ok,
            },
            ["mtls"] = options => new()
            {
                Name = "mtls",
                Verifier = new ClientCertificateProof(options.ClientCertificate),
                IsGeneric = true,
                Keys = [SchemeKeys.Thumbprints, SchemeKeys.Subject, SchemeKeys.Issuer],
            },
            ["bearer"] = _ => new() { Name = "bearer", Verifier = new PlainSecret(SecretPlace.Bearer), IsGeneric = true },
            ["basic"] = _ => new() { Name = "basic", Verifier = new BasicCredentials(), IsGeneric = true },
            ["header-key"] = options => new()
            {
                Name = "header-key",
                Verifier = new PlainSecret(SecretPlace.Header(options.Header ?? "X-Api-Key")),
                IsGeneric = true,
                Keys = [SchemeKeys.Header],
            },
            ["query-key"] = options => new()
            {
                Name = "query-key",
                Verifier = new PlainSecret(SecretPlace.Query(options.Parameter ?? DefaultParameter)),
                IsGeneric = true,
                Keys = [SchemeKeys.Parameter],
            },
        };
}
