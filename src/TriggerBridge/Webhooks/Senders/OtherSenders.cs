using TriggerBridge.Webhooks.Bodies;
using TriggerBridge.Webhooks.Verifiers;

namespace TriggerBridge.Webhooks.Senders;

/// <summary>The senders that prove themselves in ways of their own.</summary>
internal static class OtherSenders
{
    private const string DefaultParameter = "code";

    public static IReadOnlyDictionary<string, Func<SchemeOptions, WebhookScheme>> All { get; } =
        new Dictionary<string, Func<SchemeOptions, WebhookScheme>>(StringComparer.Ordinal)
        {
            // https://docs.gitlab.com/user/project/integrations/webhooks/#validate-payloads-by-using-a-secret-token
            ["gitlab"] = _ => new()
            {
                Name = "gitlab",
                Verifier = new PlainSecret(SecretPlace.Header("X-Gitlab-Token")),
                DeliveryIds = ["{{$$.headers['idempotency-key']}}", "{{$$.headers['webhook-id']}}"],
                EventTypes = ["{{$$.headers['x-gitlab-event']}}"],
            },

            // https://developer.okta.com/docs/concepts/event-hooks/
            ["okta"] = options => new()
            {
                Name = "okta",
                Verifier = new PlainSecret(SecretPlace.Header(options.Header ?? "Authorization")),
                DeliveryIds = ["{{$.uuid}}"],
                EventTypes = ["{{$.eventType}}"],
                Handshake = Handshakes.Okta,
                BatchAt = ["data", "events"],
                Keys = [SchemeKeys.Header],
            },

            // https://learn.microsoft.com/graph/change-notifications-delivery-webhooks. Not all notifications have an id, and two
            // changes of one resource then look the same.
            ["microsoft-graph"] = _ => new()
            {
                Name = "microsoft-graph",
                Verifier = new GraphClientState(),
                DeliveryIds = ["{{$.id}}"],
                EventTypes = ["{{$.lifecycleEvent}}", "{{$.changeType}}"],
                BodiesRepeat = true,
                Handshake = Handshakes.MicrosoftGraph,
                BatchAt = ["value"],
                SecretMembers = ["clientState"],
            },

            // https://learn.microsoft.com/azure/event-grid/authenticate-with-access-keys-shared-access-signatures
            ["event-grid"] = options => new()
            {
                Name = "event-grid",
                Verifier = new PlainSecret(SecretPlace.Query(options.Parameter ?? DefaultParameter), SecretPlace.Bearer),
                DeliveryIds = ["{{$.id}}"],
                EventTypes = ["{{$.eventType}}"],
                Handshake = Handshakes.EventGrid,
                BatchAt = [],
                Keys = [SchemeKeys.Parameter],
            },

            // https://github.com/cloudevents/spec/blob/main/cloudevents/http-webhook.md#3-authorization
            ["cloudevents"] = _ => new()
            {
                Name = "cloudevents",
                Verifier = new PlainSecret(SecretPlace.Bearer, SecretPlace.Query("access_token")),
                DeliveryIds = ["{{$.source}} {{$.id}}"],
                EventTypes = ["{{$.type}}"],
                Handshake = Handshakes.CloudEvents,
                Format = BodyFormat.CloudEvents,
                BatchAt = [],
            },

            // https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides; the status tells a message's events apart.
            ["twilio"] = _ => new()
            {
                Name = "twilio",
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

            // https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event
            ["sendgrid"] = _ => new()
            {
                Name = "sendgrid",
                Verifier = new SendGridSignature(),
                DeliveryIds = ["{{$.sg_event_id}}"],
                EventTypes = ["{{$.event}}"],
                BatchAt = [],
            },

            // https://hire.lever.co/developer/documentation#webhooks
            ["lever"] = _ => new()
            {
                Name = "lever",
                Verifier = new LeverSignature(),
                DeliveryIds = ["{{$.id}}", "{{$.token}}"],
                EventTypes = ["{{$.event}}"],
                SecretMembers = ["signature"],
            },

            // https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_om_outboundmessaging.htm
            ["salesforce"] = _ => new()
            {
                Name = "salesforce",
                Verifier = new SalesforceOrganization(),
                DeliveryIds = ["{{$.id}}"],
                EventTypes = ["{{$.type}}"],
                Format = BodyFormat.Soap,
                Success = OutboundMessage.Ack,
            },

            // https://developer.sailpoint.com/docs/extensibility/event-triggers/
            [WebhookSchemes.SailPointName] = _ => new()
            {
                Name = WebhookSchemes.SailPointName,
                Verifier = new SailPointSecret(),
                DeliveryIds = ["{{$._metadata.invocationId}}"],
                EventTypes = ["{{$._metadata.triggerId}}"],
                SecretMembers = ["_metadata.secret"],
                Success = SenderAnswer.Ok,
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
