using TriggerBridge.Webhooks.Hmac;
using TriggerBridge.Webhooks.Verifiers;

namespace TriggerBridge.Webhooks.Senders;

/// <summary>Payments and subscriptions.</summary>
internal static class PaymentSenders
{
    public static IReadOnlyList<WebhookScheme> All { get; } =
    [
        new()
        {
            Name = "adyen",
            Facts = SenderFacts.Documented("@adyen/api-library 32.1.0"),
            Verifier = new AdyenSignature(),
            DeliveryIds = [$$$"""{{$.{{{AdyenSignature.Item}}}.pspReference}}/{{$.{{{AdyenSignature.Item}}}.eventCode}}/{{$.{{{AdyenSignature.Item}}}.success}}"""],
            HasProvenId = true,
            EventTypes = [$$$"""{{$.{{{AdyenSignature.Item}}}.eventCode}}"""],
            BatchAt = [AdyenSignature.Items],
            SecretMembers = [AdyenSignature.Item + ".additionalData.hmacSignature"],
            Success = SenderAnswer.Text("[accepted]"),
        },
        new()
        {
            Name = "adyen-platform",
            Facts = SenderFacts.Agreed("@adyen/api-library 32.1.0; the header's name by public implementations"),
            Verifier = new HmacSignature(new() { Header = "HmacSignature", Encoding = SignatureEncoding.Base64, Key = KeyEncoding.Hex }),
            EventTypes = ["{{$.type}}"],
        },
        new()
        {
            Name = "chargebee",
            Facts = SenderFacts.Agreed("hookdeck's skills"),
            Verifier = new BasicCredentials(),
            DeliveryIds = ["{{$.id}}"],
            EventTypes = ["{{$.event_type}}"],
        },
        // Not all of its pages agree on how the headers that v1 binds are joined; v0 binds the time and the body.
        new()
        {
            Name = "coinbase-cdp",
            Facts = SenderFacts.Agreed("https://docs.cdp.coinbase.com: verification; v0 by public implementations"),
            Verifier = new HmacSignature(new()
            {
                Header = "X-Hook0-Signature",
                Prefix = "v0=",
                Separator = ',',
                Signed = SignedContent.Of("{time}.{body}"),
                Time = new() { SignatureField = "t=", Tolerance = TimeSpan.FromMinutes(5) },
            }),
        },

        new()
        {
            Name = "coinbase-commerce",
            Facts = SenderFacts.Documented("coinbase-commerce-node 1.0.4"),
            Verifier = new HmacSignature(new() { Header = "X-CC-Webhook-Signature" }),
            DeliveryIds = ["{{$.event.id}}"],
            EventTypes = ["{{$.event.type}}"],
        },

        // Its own library allows five seconds, which a request that waits somewhere does not keep; its ids tell repeats.
        new()
        {
            Name = "paddle",
            Facts = SenderFacts.Documented("@paddle/paddle-node-sdk 3.10.0"),
            Verifier = new HmacSignature(new()
            {
                Header = "Paddle-Signature",
                Prefix = "h1=",
                Separator = ';',
                Signed = SignedContent.Of("{time}:{body}"),
                Time = new() { SignatureField = "ts=", Tolerance = TimeSpan.FromMinutes(1) },
            }),
            DeliveryIds = ["{{$.event_id}}"],
            EventTypes = ["{{$.event_type}}"],
        },

        // The address is the one that was entered there.
        new()
        {
            Name = "square",
            Facts = SenderFacts.Documented("square 46.0.0: WebhooksHelper"),
            Verifier = new HmacSignature(new() { Header = "x-square-hmacsha256-signature", Encoding = SignatureEncoding.Base64, Signed = SignedContent.Of("{url}{body}") }),
            DeliveryIds = ["{{$.event_id}}"],
            EventTypes = ["{{$.type}}"],
        },
    ];
}
