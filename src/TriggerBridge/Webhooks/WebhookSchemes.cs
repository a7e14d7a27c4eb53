namespace TriggerBridge.Webhooks;

/// <summary>The senders that a bridge can name, one entry each (senders.md).</summary>
internal static class WebhookSchemes
{
    /// <summary>The one scheme whose signature the bridge file describes.</summary>
    public const string HmacName = "hmac";

    private static readonly Dictionary<string, WebhookScheme> Senders = new WebhookScheme[]
    {
        // https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
        new()
        {
            Name = "github",
            Signature = new(new() { Header = "x-hub-signature-256", Prefix = "sha256=" }),
            OtherSignatureHeaders = ["x-hub-signature"],
            DeliveryId = "{{$$.headers['x-github-delivery']}}",
            EventType = "{{$$.headers['x-github-event']}}",
            VerifiedHandshake = Handshakes.OnHeader("x-github-event", "ping"),
        },
    }.ToDictionary(scheme => scheme.Name, StringComparer.Ordinal);

    public static IEnumerable<string> Names => Senders.Keys.Append(HmacName);

    /// <param name="signature">Used by the generic scheme only.</param>
    public static WebhookScheme Create(string name, HmacSignatureSpec signature) =>
        name == HmacName ? new() { Name = HmacName, Signature = new(signature) } : Senders[name];
}
