using TriggerBridge.Webhooks.Hmac;
using TriggerBridge.Webhooks.Verifiers;

namespace TriggerBridge.Webhooks.Senders;

/// <summary>Where software is made, run and watched.</summary>
internal static class DeveloperSenders
{
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    public static IReadOnlyList<WebhookScheme> All { get; } =
    [
        new()
        {
            Name = "azure-devops",
            Facts = SenderFacts.Documented("https://learn.microsoft.com/azure/devops/service-hooks/services/webhooks"),
            Verifier = new BasicCredentials(),
            DeliveryIds = ["{{$.id}}"],
            EventTypes = ["{{$.eventType}}"],
        },
        new()
        {
            Name = "buildkite",
            Facts = SenderFacts.Documented("github.com/buildkite/docs: webhooks"),
            Verifier = new HmacSignature(new()
            {
                Header = "X-Buildkite-Signature",
                Prefix = "signature=",
                Separator = ',',
                Signed = SignedContent.Of("{time}.{body}"),
                Time = new() { SignatureField = "timestamp=", Tolerance = FiveMinutes },
            }),
            OtherSignatureHeaders = ["x-buildkite-token"],
            EventTypes = ["{{$.event}}"],
            Handshake = Handshakes.OnHeader("x-buildkite-event", "ping"),
        },
        new()
        {
            Name = "circleci",
            Facts = SenderFacts.Documented("https://circleci.com/docs/outbound-webhooks"),
            Verifier = new HmacSignature(new() { Header = "circleci-signature", Prefix = "v1=", Separator = ',' }),
            DeliveryIds = ["{{$.id}}"],
            EventTypes = ["{{$.type}}"],
        },

        new()
        {
            Name = "hcp-terraform",
            Facts = SenderFacts.Agreed("HashiCorp's documentation of notification configurations; SHA-512 by five public implementations"),
            Verifier = new HmacSignature(new() { Header = "X-TFE-Notification-Signature", Algorithm = HmacAlgorithm.Sha512 }),
            DeliveryIds = ["{{$.run_id}}/{{$.notifications[0].trigger}}/{{$.notifications[0].run_updated_at}}"],
            EventTypes = ["{{$.notifications[0].trigger}}"],
        },

        // Whether its header with the time is part of what is signed is not documented.
        new()
        {
            Name = "hcp-vault-radar",
            Facts = SenderFacts.Documented("HashiCorp's documentation of Vault Radar: webhook payloads"),
            Verifier = new HmacSignature(new() { Header = "X-HCP-Radar-Signature", Prefix = "sha512=", Algorithm = HmacAlgorithm.Sha512 }),
            DeliveryIds = ["{{$.event_id}}"],
            EventTypes = ["{{$.event_type}}"],
        },
        new()
        {
            Name = "launchdarkly",
            Facts = SenderFacts.Agreed("six public implementations, Sentry's among them"),
            Verifier = new HmacSignature(new() { Header = "X-LD-Signature" }),
            DeliveryIds = ["{{$._id}}"],
            EventTypes = ["{{$.kind}}"],
        },

        // The header with the time is not signed.
        new()
        {
            Name = "sentry",
            Facts = SenderFacts.Agreed("https://docs.sentry.io: integration platform, webhooks; what is signed by @trigger.dev/core 4.8.3"),
            Verifier = new HmacSignature(new() { Header = "Sentry-Hook-Signature" }),
            DeliveryIds = ["{{$$.headers['request-id']}}"],
            EventTypes = ["{{$$.headers['sentry-hook-resource']}}.{{$.action}}", "{{$$.headers['sentry-hook-resource']}}"],
        },
        new()
        {
            Name = "snyk",
            Facts = SenderFacts.Documented("https://docs.snyk.io: webhooks, validating payloads"),
            Verifier = new HmacSignature(new() { Header = "X-Hub-Signature", Prefix = "sha256=" }),
            DeliveryIds = ["{{$$.headers['x-snyk-transport-id']}}"],
            EventTypes = ["{{$$.headers['x-snyk-event']}}"],
            Handshake = Handshakes.OnHeader("x-snyk-event", "ping/v0"),
        },
        new()
        {
            Name = "vercel",
            Facts = SenderFacts.Agreed("@trigger.dev/core 4.8.3 and others"),
            Verifier = new HmacSignature(new() { Header = "X-Vercel-Signature", Algorithm = HmacAlgorithm.Sha1 }),
            DeliveryIds = ["{{$.id}}"],
            EventTypes = ["{{$.type}}"],
        },
    ];

    /// <summary>Those of which the bridge file says where the secret stands, or how it is signed.</summary>
    public static IReadOnlyDictionary<string, Func<SchemeOptions, WebhookScheme>> WithOptions { get; } =
        new Dictionary<string, Func<SchemeOptions, WebhookScheme>>(StringComparer.Ordinal)
        {
            ["aws-eventbridge"] = options => new()
            {
                Name = "aws-eventbridge",
                Facts = SenderFacts.Documented("https://docs.aws.amazon.com/eventbridge: API destinations"),
                Verifier = new PlainSecret(SecretPlace.Header(options.Header ?? "X-Api-Key")),
                DeliveryIds = ["{{$.id}}"],
                EventTypes = ["{{$['detail-type']}}"],
                Keys = [SchemeKeys.Header],
            },
            ["azure-monitor-plain"] = options => new()
            {
                Name = "azure-monitor-plain",
                Facts = SenderFacts.Documented("https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups"),
                Verifier = new PlainSecret(SecretPlace.Query(options.Parameter ?? "code")),
                EventTypes = ["{{$.schemaId}}"],
                Keys = [SchemeKeys.Parameter],
            },
            ["contentful"] = options => new()
            {
                Name = "contentful",
                Facts = SenderFacts.Documented("@contentful/node-apps-toolkit 3.16.1"),
                Verifier = new ContentfulSignature(options.Tolerance ?? TimeSpan.FromSeconds(30)),
                EventTypes = ["{{$$.headers['x-contentful-topic']}}"],
                Keys = [SchemeKeys.Tolerance],
            },
            ["datadog"] = options => new()
            {
                Name = "datadog",
                Facts = SenderFacts.Documented("https://docs.datadoghq.com: webhooks integration"),
                Verifier = new PlainSecret(SecretPlace.Header(options.Header ?? "X-Api-Key")),
                Keys = [SchemeKeys.Header],
            },

            // With a header for the time it signs that as well.
            ["grafana"] = options => new()
            {
                Name = "grafana",
                Facts = SenderFacts.Agreed("hookdeck's skills, quoting grafana/alerting, and two public implementations"),
                Verifier = new HmacSignature(new()
                {
                    Header = options.Header ?? "X-Grafana-Alerting-Signature",
                    Signed = options.Signature.Time is null ? SignedContent.BodyAlone : SignedContent.Of("{time}:{body}"),
                    Time = options.Signature.Time is { } time ? time with { Tolerance = options.Tolerance ?? FiveMinutes } : null,
                }),
                EventTypes = ["{{$.status}}"],
                BatchAt = ["alerts"],
                Keys = [SchemeKeys.Header, SchemeKeys.Timestamp, SchemeKeys.Tolerance],
            },
            ["new-relic"] = options => new()
            {
                Name = "new-relic",
                Facts = SenderFacts.Agreed("New Relic's provider reference: authCustomHeaders"),
                Verifier = new PlainSecret(SecretPlace.Header(options.Header ?? "X-Api-Key")),
                Keys = [SchemeKeys.Header],
            },
        };
}
