using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TriggerBridge.Credentials;
using TriggerBridge.Json;
using TriggerBridge.Webhooks.Certificates;

namespace TriggerBridge.Webhooks.Senders;

/// <summary>The ways in which senders test an address.</summary>
internal static class Handshakes
{
    public const string AdobeClientId = "X-AdobeSign-ClientId";

    private const int LongestOrigin = 255;
    private const int LongestPing = 256;

    // One takes under 1 KB. Anybody may send it: nothing larger is parsed.
    private const int LongestValidation = 16 * 1024;

    private static readonly JsonDocumentOptions OfValidation = new() { MaxDepth = 16 };

    /// <summary>https://api.slack.com/events/url_verification.</summary>
    public static readonly Handshake Slack = new("`url_verification`: its `challenge`", IsSigned: true, (request, _) =>
        JsonMember.Find(request.Body.Span, "type") == "url_verification" && JsonMember.Find(request.Body.Span, "challenge") is { } challenge
            ? SenderAnswer.Json(("challenge", challenge))
            : null);

    /// <summary>https://developers.zoom.us/docs/api/webhooks/#validate-your-webhook-endpoint.</summary>
    public static readonly Handshake Zoom = new("`endpoint.url_validation`: `plainToken` and its HMAC", IsSigned: true, (request, secret) =>
        JsonMember.Find(request.Body.Span, "event") == "endpoint.url_validation" && TextAt(request, "payload", "plainToken") is { } token
            ? SenderAnswer.Json(("plainToken", token), ("encryptedToken", Sign(secret!, token)))
            : null);

    /// <summary>https://developer.okta.com/docs/concepts/event-hooks/#one-time-verification-request.</summary>
    public static readonly Handshake Okta = new("GET: `X-Okta-Verification-Challenge`", IsSigned: false, (request, _) =>
        IsGet(request) && request.Header("x-okta-verification-challenge") is { } challenge ? SenderAnswer.Json(("verification", challenge)) : null);

    /// <summary>https://learn.microsoft.com/graph/change-notifications-delivery-webhooks#notificationurl-validation.</summary>
    public static readonly Handshake MicrosoftGraph = new("POST `?validationToken=`: the token", IsSigned: false, (request, _) =>
        request.IsPost && request.Query.TryGetValue("validationToken", out var token) ? SenderAnswer.Text(token) : null);

    /// <summary>https://learn.microsoft.com/azure/event-grid/end-point-validation-event-grid-events-schema.</summary>
    public static readonly Handshake EventGrid = new("`SubscriptionValidation`: its `validationCode`", IsSigned: false, (request, _) =>
        request.IsPost && request.Header("aeg-event-type") == "SubscriptionValidation" && ValidationCode(request) is { } code
            ? SenderAnswer.Json(("validationResponse", code))
            : null)
    {
        ReadsOfBody = "with the header of a test, JSON of at most 16 KB",
    };

    /// <summary>https://github.com/cloudevents/spec/blob/main/cloudevents/http-webhook.md#4-abuse-protection.</summary>
    public static readonly Handshake CloudEvents = new("OPTIONS: `WebHook-Allowed-Origin`", IsSigned: false, (request, _) =>
        request.Method.Equals("OPTIONS", StringComparison.OrdinalIgnoreCase) && request.Header("webhook-request-origin") is { } origin && IsPlain(origin)
            ? SenderAnswer.Ok with
            {
                Headers = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["Allow"] = "POST",
                    ["WebHook-Allowed-Origin"] = origin,
                    ["WebHook-Allowed-Rate"] = "*",
                },
            }
            : null);

    /// <summary>https://www.dropbox.com/developers/reference/webhooks#documentation.</summary>
    public static readonly Handshake Dropbox = new("GET `?challenge=`: the challenge", IsSigned: false, (request, _) =>
        IsGet(request) && request.Query.TryGetValue("challenge", out var challenge) ? SenderAnswer.Text(challenge) : null);

    /// <summary>https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests.</summary>
    public static readonly Handshake Meta = new("GET `?hub.challenge=` with the verify token: the challenge", IsSigned: false, (request, token) =>
        IsGet(request)
        && request.Query.GetValueOrDefault("hub.mode") == "subscribe"
        && request.Query.TryGetValue("hub.verify_token", out var claimed) && token?.Utf8.IsEmpty == false && token.Matches(claimed)
        && request.Query.TryGetValue("hub.challenge", out var challenge)
            ? SenderAnswer.Text(challenge)
            : null);

    /// <summary>HiBob's "Ping test", in whatever shape.</summary>
    public static readonly Handshake HiBob = new("\"Ping test\": 200", IsSigned: true, (request, _) =>
        request.Body.Length <= LongestPing && request.Body.Span.IndexOf("Ping test"u8) >= 0 ? SenderAnswer.Ok : null);

    /// <summary>Smartsheet's challenge, which comes again with every hundredth callback: its body holds nothing else.</summary>
    public static readonly Handshake Smartsheet = EchoHeader("Smartsheet-Hook-Challenge", "Smartsheet-Hook-Response") with
    {
        ReadsOfBody = "with the header of a test, JSON of at most 16 KB",
        Answer = static (request, _) => request.Body.Length <= LongestValidation
            && JsonText.Parse(request.Body.Span, OfValidation) is JsonParse.Parsed { Document: { ValueKind: JsonValueKind.Object } body }
            && body.EnumerateObject().All(member => member.Name is "challenge" or "webhookId")
                ? EchoTo(request, "smartsheet-hook-challenge", "Smartsheet-Hook-Response")
                : null,
    };

    /// <summary>A header whose value is sent back in the answer's.</summary>
    public static Handshake EchoHeader(string header, string answer)
    {
        var name = header.ToLowerInvariant();
        return new($"POST with `{header}`: the same as `{answer}`", IsSigned: false, (request, _) => EchoTo(request, name, answer));
    }

    /// <summary>
    /// https://discord.com/developers/docs/interactions/overview#setting-up-an-endpoint, and
    /// https://discord.com/developers/docs/events/webhook-events#preparing-for-events: 1 is a test of the one, and an event of the other.
    /// </summary>
    public static readonly Handshake Discord = new("`type` 1: the same; 0: 204", IsSigned: true, (request, _) => JsonMember.Find(request.Body.Span, "type") switch
    {
        "0" => SenderAnswer.NoContent,
        "1" when !JsonMember.Has(request.Body.Span, "event") => SenderAnswer.OfJson("""{"type":1}"""),
        _ => null,
    });

    /// <summary>
    /// https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.md: SNS sends nothing until its address is visited. A
    /// subscription that somebody has ended is not taken up again.
    /// </summary>
    public static readonly Handshake Sns = new("`SubscriptionConfirmation`: 200, when its `SubscribeURL` was visited", IsSigned: true, (request, _) =>
        SnsMessage.Read(request.Body.Span) switch
        {
            { Type: SnsMessage.SubscriptionConfirmation } message => SenderAnswer.Ok with { Visit = message.Subscribe },
            { Type: SnsMessage.UnsubscribeConfirmation } message => SenderAnswer.Ok with { Warning = $"the topic {message.TopicArn} sends it nothing any more, as its subscription was ended: subscribe it again, or remove the bridge" },
            _ => null,
        });

    /// <summary>Adobe Acrobat Sign's test of the address; it wants its client id back, and the answer is only for one that is the bridge's.</summary>
    public static readonly Handshake AdobeSign = new("GET: the same `X-AdobeSign-ClientId`", IsSigned: true, (request, _) => IsGet(request) ? Echo(request, AdobeClientId) : null);

    /// <summary>A header of a proven request that goes back as it came.</summary>
    public static SenderAnswer Echo(WebhookRequest request, string header) =>
        request.Header(header.ToLowerInvariant()) is { } value && IsPlain(value)
            ? SenderAnswer.Ok with { Headers = new Dictionary<string, string>(SenderAnswer.Ok.Headers, StringComparer.Ordinal) { [header] = value } }
            : SenderAnswer.Ok;

    /// <summary>An event whose header says that it is only a test.</summary>
    public static Handshake OnHeader(string header, string value) =>
        new($"`{value}`: 200", IsSigned: true, (request, _) => request.Header(header) == value ? SenderAnswer.Ok : null);

    /// <summary>An event whose body says that it is only a test.</summary>
    public static Handshake OnMember(string name, string value) =>
        new($"`{value}`: 200", IsSigned: true, (request, _) => JsonMember.Find(request.Body.Span, name) == value ? SenderAnswer.Ok : null);

    private static SenderAnswer? EchoTo(WebhookRequest request, string header, string answer) =>
        request.IsPost && request.Header(header) is { } value && IsPlain(value)
            ? SenderAnswer.Ok with { Headers = new Dictionary<string, string>(SenderAnswer.Ok.Headers, StringComparer.Ordinal) { [answer] = value } }
            : null;

    private static bool IsGet(WebhookRequest request) => request.Method.Equals("GET", StringComparison.OrdinalIgnoreCase);

    // It goes into a header of the answer, which takes no more than ASCII.
    private static bool IsPlain(string text) => text.Length <= LongestOrigin && text.All(c => c is > ' ' and <= '~');

    private static string Sign(SecretValue secret, string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(secret.Utf8.Span, Encoding.UTF8.GetBytes(text)));

    private static string? ValidationCode(WebhookRequest request) =>
        request.Body.Length <= LongestValidation
        && JsonText.Parse(request.Body.Span, OfValidation) is JsonParse.Parsed { Document: { ValueKind: JsonValueKind.Array } events } && events.GetArrayLength() == 1
            ? TextAt(events[0], "data", "validationCode")
            : null;

    private static string? TextAt(WebhookRequest request, string outer, string inner) =>
        JsonText.ParseEvent(request.Body.Span) is JsonParse.Parsed { Document: var body } ? TextAt(body, outer, inner) : null;

    private static string? TextAt(JsonElement element, string outer, string inner) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(outer, out var section) && section.ValueKind == JsonValueKind.Object
        && section.TryGetProperty(inner, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()
            : null;
}
