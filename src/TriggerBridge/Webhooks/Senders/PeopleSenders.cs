using TriggerBridge.Webhooks.Hmac;
using TriggerBridge.Webhooks.Verifiers;

namespace TriggerBridge.Webhooks.Senders;

/// <summary>Identity, security, personnel and recruiting.</summary>
internal static class PeopleSenders
{
    public static IReadOnlyList<WebhookScheme> All { get; } =
    [
        new()
        {
            Name = "ashby",
            Facts = SenderFacts.Agreed("six public implementations, one of which cites developers.ashbyhq.com"),
            Verifier = new HmacSignature(new() { Header = "Ashby-Signature", Prefix = "sha256=" }),
            EventTypes = ["{{$.action}}"],
            Handshake = Handshakes.OnMember("action", "ping"),
        },

        // Nothing is added to the value, such as "Bearer".
        new()
        {
            Name = "auth0",
            Facts = SenderFacts.Agreed("hookdeck's skills: log streams, custom webhook"),
            Verifier = new PlainSecret(SecretPlace.Header("Authorization")),
            DeliveryIds = ["{{$.log_id}}"],
            EventTypes = ["{{$.data.type}}"],
            BatchAt = [],
        },
        new()
        {
            Name = "clerk",
            Facts = SenderFacts.Documented("@clerk/backend 3.25.0"),
            Verifier = HmacSenders.Standard("svix"),
            DeliveryIds = ["{{$$.headers['svix-id']}}"],
            EventTypes = ["{{$.type}}"],
        },

        // Sources do not agree on the order; this one is that of a policy with tests.
        new()
        {
            Name = "crowdstrike",
            Facts = SenderFacts.Agreed("an OPA policy with tests; other sources join time and body the other way round"),
            Verifier = new HmacSignature(new()
            {
                Header = "X-CS-Primary-Signature",
                OtherHeaders = ["x-cs-secondary-signature"],
                Encoding = SignatureEncoding.Base64,
                Signed = SignedContent.Of("{body}{time}"),
                Time = new() { Header = "x-cs-delivery-timestamp", Format = TimestampFormat.Any },
            }),
        },
        new()
        {
            Name = "deel",
            Facts = SenderFacts.Agreed("kestra plugin-deel, and a mock made after the documentation"),
            Verifier = new HmacSignature(new() { Header = "x-deel-signature", Signed = SignedContent.Of("POST{body}") }),
        },
        new()
        {
            Name = "gusto",
            Facts = SenderFacts.Agreed("five public implementations"),
            Verifier = new HmacSignature(new() { Header = "X-Gusto-Signature" }),
            DeliveryIds = ["{{$.uuid}}"],
            EventTypes = ["{{$.event_type}}"],
            Pairing = PairingRequest.OfMember("verification_token", beside: "webhook_subscription_uuid"),
        },

        // The time is that of the first try and stays: a tolerance would refuse honest repeats.
        new()
        {
            Name = "remote",
            Facts = SenderFacts.Agreed("two public implementations that cite developer.remote.com"),
            Verifier = new HmacSignature(new()
            {
                Header = "X-Remote-Signature",
                Signed = SignedContent.Of("{body}:{time}"),
                Time = new() { Header = "x-remote-timestamp", Format = TimestampFormat.Any },
            }),
        },
        new()
        {
            Name = "smartrecruiters",
            Facts = SenderFacts.Documented("SmartRecruiters' OpenAPI client and sr-webhooks-client"),
            Verifier = new HmacSignature(new()
            {
                Header = "smartrecruiters-signature",
                Prefix = "v1=",
                Separator = ';',
                Signed = SignedContent.Of("{time}.{body}.{header?:event-id}.{header?:event-name}.{header?:event-version}.{header?:link}"),
                Time = new() { Header = "smartrecruiters-timestamp" },
            }),
            DeliveryIds = ["{{$$.headers['event-id']}}"],
            EventTypes = ["{{$$.headers['event-name']}}"],
            Handshake = Handshakes.EchoHeader("X-Hook-Secret", "X-Hook-Secret"),
        },
        new()
        {
            Name = "workable",
            Facts = SenderFacts.Agreed("five public implementations"),
            Verifier = new HmacSignature(new() { Header = "X-Workable-Signature" }),
            EventTypes = ["{{$.event_type}}"],
        },
        new()
        {
            Name = "workos",
            Facts = SenderFacts.Documented("@workos-inc/node 8.13.0"),
            Verifier = new HmacSignature(new()
            {
                Header = "WorkOS-Signature",
                Prefix = "v1=",
                Separator = ',',
                Signed = SignedContent.Of("{time}.{body}"),
                Time = new() { SignatureField = "t=", Format = TimestampFormat.UnixMilliseconds, Tolerance = TimeSpan.FromMinutes(3) },
            }),
            DeliveryIds = ["{{$.id}}"],
            EventTypes = ["{{$.event}}"],
        },

        // It waits for a verdict: recorded is allowed.
        new()
        {
            Name = "workos-actions",
            Facts = SenderFacts.Documented("@workos-inc/node 8.13.0: actions"),
            Verifier = new HmacSignature(new()
            {
                Header = "WorkOS-Signature",
                Prefix = "v1=",
                Separator = ',',
                Signed = SignedContent.Of("{time}.{body}"),
                Time = new() { SignatureField = "t=", Format = TimestampFormat.UnixMilliseconds, Tolerance = TimeSpan.FromSeconds(30) },
            }),
            EventTypes = ["{{$.object}}"],
            SuccessOf = WorkOsVerdict.Allow,
        },
    ];

    /// <summary>Those of which the bridge file says where the secret stands.</summary>
    public static IReadOnlyDictionary<string, Func<SchemeOptions, WebhookScheme>> WithOptions { get; } =
        new Dictionary<string, Func<SchemeOptions, WebhookScheme>>(StringComparer.Ordinal)
        {
            ["pingone"] = options => new()
            {
                Name = "pingone",
                Facts = SenderFacts.Documented("https://docs.pingidentity.com: p1_create_webhook, platform subscriptions"),
                Verifier = new PlainSecret(SecretPlace.Header(options.Header ?? "Authorization")),
                BatchAt = [],
                Keys = [SchemeKeys.Header],
            },
        };
}
