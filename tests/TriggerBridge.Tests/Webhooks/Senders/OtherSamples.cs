using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace TriggerBridge.Tests.Webhooks.Senders;

/// <summary>The senders that prove themselves in other ways.</summary>
[SuppressMessage("Security", "CA5350", Justification = "Twilio signs with it.")]
internal static class OtherSamples
{
    public const string Pair = """{"user":"bridge","password":"pässwort: 1"}""";
    public const string OtherPair = """{"user":"bridge","password":"other"}""";

    private static readonly Dictionary<string, ECDsa> SendGridKeys = Enumerable.Range(0, 2)
        .Select(_ => ECDsa.Create(ECCurve.NamedCurves.nistP256))
        .ToDictionary(key => Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()), StringComparer.Ordinal);

    public static IReadOnlyList<SenderSample> All { get; } =
    [
        Held("gitlab", "x-gitlab-token", secret => secret),
        Held("okta", "authorization", secret => secret),
        Held("okta", "x-okta", secret => secret) with { Options = new() { Header = "X-Okta" } },
        Held("event-grid", "?code", secret => secret),
        Held("event-grid", "?key", secret => secret) with { Options = new() { Parameter = "key" } },
        Held("event-grid", "authorization", secret => "Bearer " + secret),
        Held("cloudevents", "authorization", secret => "Bearer " + secret),
        Held("cloudevents", "?access_token", secret => secret),
        Held("bearer", "authorization", secret => "Bearer " + secret),
        Held("header-key", "x-api-key", secret => secret),
        Held("query-key", "?code", secret => secret),
        Held("sailpoint", "authorization", secret => "Bearer " + secret),
        Held("sailpoint", "authorization", Basic) with { Secret = Pair, OtherSecret = OtherPair },
        Held("basic", "authorization", Basic) with { Secret = Pair, OtherSecret = OtherPair },
        new()
        {
            Scheme = "twilio",
            Proof = ["x-twilio-signature", "?bodySHA256"],
            Sign = static (secret, content, _) =>
            {
                var body = SenderSample.Json(content);
                var hash = HmacSamples.Hex(SHA256.HashData(body));
                var url = SenderSample.Address + "?bodySHA256=" + hash;
                var signature = Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(url)));
                return SenderSample.With(SenderSample.Post(body, ("x-twilio-signature", signature)), "?bodySHA256", hash) with { Url = url };
            },
        },
        new()
        {
            Scheme = "twilio",
            Proof = ["x-twilio-signature"],
            AllowsEmpty = true,
            Sign = static (secret, content, _) =>
            {
                var url = SenderSample.Address + "?a=%2F%41";
                var text = content.Length == 0 ? url : $"{url}Body{content}MessageSidSM1";
                var form = content.Length == 0 ? "" : "MessageSid=SM1&Body=" + Uri.EscapeDataString(content);
                var signature = Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));
                return SenderSample.Post(Encoding.UTF8.GetBytes(form), ("x-twilio-signature", signature)) with { ContentType = "application/x-www-form-urlencoded" };
            },
        },
        new()
        {
            Scheme = "sendgrid",
            Secret = SendGridKeys.Keys.First(),
            OtherSecret = SendGridKeys.Keys.Last(),
            AllowsEmpty = true,
            Proof = ["x-twilio-email-event-webhook-signature", "x-twilio-email-event-webhook-timestamp"],
            Sign = static (secret, content, _) =>
            {
                var body = SenderSample.Json(content);
                var signature = SendGridKeys[secret].SignData([.. "1600112502"u8, .. body], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
                return SenderSample.Post(
                    body,
                    ("x-twilio-email-event-webhook-signature", Convert.ToBase64String(signature)),
                    ("x-twilio-email-event-webhook-timestamp", "1600112502"));
            },
        },
        new()
        {
            Scheme = "lever",
            SignsBody = false,
            Proof = [],
            ProofInBodyAfter = "\"signature\":\"",
            Sign = static (secret, content, _) =>
            {
                var signature = HmacSamples.Hex(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), "tök1564513200000"u8));
                return SenderSample.Post(Encoding.UTF8.GetBytes(
                    $$"""{"id":"1","token":"tök","triggeredAt":1564513200000,"signature":"{{signature}}","event":"candidateHired","data":{"text":"{{content}}"} }"""));
            },
        },
        new()
        {
            Scheme = "microsoft-graph",
            SignsBody = false,
            Proof = [],
            ProofInBodyAfter = "\"clientState\":\"",
            Sign = static (secret, content, _) => SenderSample.Post(Encoding.UTF8.GetBytes(
                $$"""{"value":[{"id":"1","clientState":"{{secret}}","changeType":"updated"},{"id":"2","clientState":"{{secret}}","text":"{{content}}"}]}""")),
        },
        new()
        {
            Scheme = "salesforce",
            Secret = "00D5e000000TeStEAK",
            OtherSecret = "00D5e000000OtHeEAK",
            SignsBody = false,
            Proof = [],
            ProofInBodyAfter = "<OrganizationId>",
            Sign = static (secret, content, _) => SenderSample.Post(Encoding.UTF8.GetBytes(OutboundMessage(secret, content))) with { ContentType = "text/xml; charset=UTF-8" },
        },
    ];

    public static string OutboundMessage(string organization, string name) =>
        $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
         <soapenv:Body>
          <notifications xmlns="http://soap.sforce.com/2005/09/outbound">
           <OrganizationId>{organization}</OrganizationId>
           <ActionId>04k5e000000Xaaa</ActionId>
           <SessionId>canary-session</SessionId>
           <Notification>
            <Id>04l5e00000aaaa1</Id>
            <sObject xsi:type="sf:Contact" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">
             <sf:Id>0035e00000bbbb1</sf:Id>
             <sf:LastName>{name}</sf:LastName>
             <sf:Phone xsi:nil="true"/>
            </sObject>
           </Notification>
           <Notification>
            <Id>04l5e00000aaaa2</Id>
            <sObject xsi:type="sf:Contact" xmlns:sf="urn:sobject.enterprise.soap.sforce.com"><sf:Id>0035e00000bbbb2</sf:Id></sObject>
           </Notification>
          </notifications>
         </soapenv:Body>
        </soapenv:Envelope>
        """;

    public static string Basic(string secret)
    {
        var pair = System.Text.Json.JsonDocument.Parse(secret).RootElement;
        return "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(pair.GetProperty("user").GetString() + ":" + pair.GetProperty("password").GetString()));
    }

    public static SenderSample Held(string scheme, string place, Func<string, string> write) => new()
    {
        Scheme = scheme,
        SignsBody = false,
        AllowsEmpty = true,
        Proof = [place],
        Sign = (secret, content, _) => SenderSample.With(SenderSample.Post(SenderSample.Json(content)), place, write(secret)),
    };
}
