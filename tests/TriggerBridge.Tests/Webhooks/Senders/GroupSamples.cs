using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using TriggerBridge.Webhooks.Hmac;
using static TriggerBridge.Tests.Webhooks.Senders.HmacSamples;

namespace TriggerBridge.Tests.Webhooks.Senders;

/// <summary>The senders that stand in groups, each written out from its documentation or library.</summary>
[SuppressMessage("Security", "CA5350", Justification = "Some senders sign with it.")]
internal static class GroupSamples
{
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    public static IReadOnlyList<SenderSample> All { get; } =
    [
        // Developers
        OtherSamples.Held("azure-devops", "authorization", OtherSamples.Basic) with { Secret = OtherSamples.Pair, OtherSecret = OtherSamples.OtherPair },
        OtherSamples.Held("azure-monitor-plain", "?code", secret => secret),
        OtherSamples.Held("aws-eventbridge", "x-api-key", secret => secret),
        OtherSamples.Held("aws-eventbridge", "x-mine", secret => secret) with { Options = new() { Header = "X-Mine" }, More = """, "header": "X-Mine" """ },
        OtherSamples.Held("datadog", "x-api-key", secret => secret),
        OtherSamples.Held("new-relic", "x-api-key", secret => secret),
        InOne("buildkite", "x-buildkite-signature", Seconds, FiveMinutes, (key, body, time) => $"timestamp={time},signature={Sha256(key, time + ".", body)}"),
        OfBody("circleci", "circleci-signature", (key, body) => $"v1={Hex(HMACSHA256.HashData(key, body))},v2={new string('0', 64)}"),
        OfBody("grafana", "x-grafana-alerting-signature", (key, body) => Hex(HMACSHA256.HashData(key, body))),
        Timed("grafana", "x-grafana-alerting-signature", "x-time", Seconds, FiveMinutes, (key, body, time) => Sha256(key, time + ":", body)) with
        {
            Options = new() { Signature = new() { Time = new() { Header = "x-time" } } },
            More = """, "timestamp": "X-Time" """,
        },
        OfBody("hcp-terraform", "x-tfe-notification-signature", (key, body) => Hex(HMACSHA512.HashData(key, body))),
        OfBody("hcp-vault-radar", "x-hcp-radar-signature", (key, body) => "sha512=" + Hex(HMACSHA512.HashData(key, body))),
        OfBody("launchdarkly", "x-ld-signature", (key, body) => Hex(HMACSHA256.HashData(key, body))),
        OfBody("sentry", "sentry-hook-signature", (key, body) => Hex(HMACSHA256.HashData(key, body))),
        OfBody("snyk", "x-hub-signature", (key, body) => "sha256=" + Hex(HMACSHA256.HashData(key, body))),
        OfBody("vercel", "x-vercel-signature", (key, body) => Hex(HMACSHA1.HashData(key, body))),

        new()
        {
            Scheme = "contentful",
            Proof = ["x-contentful-signature", "x-contentful-signed-headers", "x-contentful-timestamp"],
            AllowsEmpty = true,
            Tolerance = TimeSpan.FromSeconds(30),
            Sign = static (secret, content, time) =>
            {
                var body = SenderSample.Json(content);
                var head = $"POST\n/api/hooks/github?a%253D%25252F%252541\nx-contentful-signed-headers:x-contentful-signed-headers,x-contentful-timestamp;x-contentful-timestamp:{Milliseconds(time)}\n";
                return SenderSample.Post(
                    body,
                    ("x-contentful-signature", Hex(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Join(head, body)))),
                    ("x-contentful-signed-headers", "x-contentful-signed-headers,x-contentful-timestamp"),
                    ("x-contentful-timestamp", Milliseconds(time)));
            },
        },

        // Work
        OfBody("airtable", "x-airtable-content-mac", (key, body) => "hmac-sha256=" + Hex(HMACSHA256.HashData(Base64(key), body))) with { Secret = "c2Now7xzc2Vs", OtherSecret = "YW5vdGhlcg==" },
        OfBody("asana", "x-hook-signature", (key, body) => Hex(HMACSHA256.HashData(key, body))),
        Box("box-signature-primary"),
        Box("box-signature-secondary"),
        InOne("calendly", "calendly-webhook-signature", Seconds, tolerance: null, (key, body, time) => $"t={time},v1={Sha256(key, time + ".", body)}"),
        InMember("figma", "passcode"),
        InMember("zoho-crm", "token"),
        OtherSamples.Held("google-watch", "x-goog-channel-token", secret => secret),
        OtherSamples.Held("adobe-sign", "x-adobesign-clientid", secret => secret),
        OtherSamples.Held("telegram", "x-telegram-bot-api-secret-token", secret => secret),
        OtherSamples.Held("postmark", "authorization", OtherSamples.Basic) with { Secret = OtherSamples.Pair, OtherSecret = OtherSamples.OtherPair },
        OfBody("line", "x-line-signature", (key, body) => Convert.ToBase64String(HMACSHA256.HashData(key, body))),
        new()
        {
            Scheme = "mailgun",
            Proof = [],
            SignsBody = false,
            ProofInBodyAfter = "\"signature\":\"",
            Sign = static (secret, content, time) =>
            {
                var stamp = Seconds(time);
                var signature = Hex(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(stamp + "token-1")));
                return SenderSample.Post(Encoding.UTF8.GetBytes(
                    $$$"""{"signature":{"timestamp":"{{{stamp}}}","token":"token-1","signature":"{{{signature}}}"},"event-data":{"event":"failed","text":"{{{content}}}"}}"""));
            },
        },
        OfBody("microsoft-teams", "authorization", (key, body) => "HMAC " + Convert.ToBase64String(HMACSHA256.HashData(Base64(key), body))) with { Secret = "c2Now7xzc2Vs", OtherSecret = "YW5vdGhlcg==" },
        InOne("mux", "mux-signature", Seconds, FiveMinutes, (key, body, time) => $"t={time},v1={Sha256(key, time + ".", body)},v1={new string('a', 64)}"),
        OfBody("notion", "x-notion-signature", (key, body) => "sha256=" + Hex(HMACSHA256.HashData(key, body))),
        OfBody("segment", "x-signature", (key, body) => Hex(HMACSHA1.HashData(key, body))),
        OfBody("smartsheet", "smartsheet-hmac-sha256", (key, body) => Hex(HMACSHA256.HashData(key, body))),
        OfBody("typeform", "typeform-signature", (key, body) => "sha256=" + Convert.ToBase64String(HMACSHA256.HashData(key, body))),
        Timed("webflow", "x-webflow-signature", "x-webflow-timestamp", Milliseconds, FiveMinutes, (key, body, time) => Sha256(key, time + ":", body)),

        // People
        OfBody("ashby", "ashby-signature", (key, body) => "sha256=" + Hex(HMACSHA256.HashData(key, body))),
        OtherSamples.Held("auth0", "authorization", secret => secret),
        OtherSamples.Held("pingone", "authorization", secret => secret),
        Standard("clerk", "svix"),
        Timed("crowdstrike", "x-cs-primary-signature", "x-cs-delivery-timestamp", Seconds, tolerance: null, (key, body, time) => Convert.ToBase64String(HMACSHA256.HashData(key, Join("", body, time)))),
        Timed("crowdstrike", "x-cs-secondary-signature", "x-cs-delivery-timestamp", Seconds, tolerance: null, (key, body, time) => Convert.ToBase64String(HMACSHA256.HashData(key, Join("", body, time)))),
        OfBody("deel", "x-deel-signature", (key, body) => Hex(HMACSHA256.HashData(key, Join("POST", body)))),
        OfBody("gusto", "x-gusto-signature", (key, body) => Hex(HMACSHA256.HashData(key, body))),
        Timed("remote", "x-remote-signature", "x-remote-timestamp", Seconds, tolerance: null, (key, body, time) => Hex(HMACSHA256.HashData(key, Join("", body, ":" + time)))),
        new()
        {
            Scheme = "smartrecruiters",
            Proof = ["smartrecruiters-signature", "smartrecruiters-timestamp"],
            AllowsEmpty = true,
            Sign = static (secret, content, time) =>
            {
                var body = SenderSample.Json(content);
                var signature = Hex(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Join(Seconds(time) + ".", body, ".123.application.created.v201910.<http://smartrecruiters.com/endpoint>; rel=self")));
                return SenderSample.Post(
                    body,
                    ("smartrecruiters-signature", $"v1={signature};v1={new string('b', 64)}"),
                    ("smartrecruiters-timestamp", Seconds(time)),
                    ("event-id", "123"),
                    ("event-name", "application.created"),
                    ("event-version", "v201910"),
                    ("link", "<http://smartrecruiters.com/endpoint>; rel=self"));
            },
        },
        OfBody("workable", "x-workable-signature", (key, body) => Hex(HMACSHA256.HashData(key, body))),
        InOne("workos", "workos-signature", Milliseconds, TimeSpan.FromMinutes(3), (key, body, time) => $"t={time},v1={Sha256(key, time + ".", body)}"),
        InOne("workos-actions", "workos-signature", Milliseconds, TimeSpan.FromSeconds(30), (key, body, time) => $"t={time},v1={Sha256(key, time + ".", body)}"),

        // Payments
        new()
        {
            Scheme = "adyen",
            Proof = [],
            SignsBody = false,
            ProofInBodyAfter = "\"hmacSignature\":\"",
            Secret = "44782DEF547AAA06C910C43932B1EB0C",
            OtherSecret = "00782def547aaa06c910c43932b1eb0c",
            Sign = static (secret, content, _) =>
            {
                var signature = Convert.ToBase64String(HMACSHA256.HashData(Convert.FromHexString(secret), Encoding.UTF8.GetBytes("psp-1::Acme:ref-1:1130:EUR:AUTHORISATION:true")));
                return SenderSample.Post(Encoding.UTF8.GetBytes(
                    $$$"""{"live":"false","notificationItems":[{"NotificationRequestItem":{"additionalData":{"hmacSignature":"{{{signature}}}"},"amount":{"currency":"EUR","value":1130},"eventCode":"AUTHORISATION","merchantAccountCode":"Acme","merchantReference":"ref-1","pspReference":"psp-1","reason":"{{{content}}}","success":"true"}}]}"""));
            },
        },
        OfBody("adyen-platform", "hmacsignature", (key, body) => Convert.ToBase64String(HMACSHA256.HashData(Convert.FromHexString(Encoding.UTF8.GetString(key)), body))) with
        {
            Secret = "44782DEF547AAA06C910C43932B1EB0C",
            OtherSecret = "00782def547aaa06c910c43932b1eb0c",
        },
        OtherSamples.Held("chargebee", "authorization", OtherSamples.Basic) with { Secret = OtherSamples.Pair, OtherSecret = OtherSamples.OtherPair },
        OfBody("coinbase-commerce", "x-cc-webhook-signature", (key, body) => Hex(HMACSHA256.HashData(key, body))),
        InOne("coinbase-cdp", "x-hook0-signature", Seconds, FiveMinutes, (key, body, time) => $"t={time},v0={Sha256(key, time + ".", body)},h=x-a,v1={new string('c', 64)}"),
        InOne("paddle", "paddle-signature", Seconds, TimeSpan.FromMinutes(1), (key, body, time) => $"ts={time};h1={Sha256(key, time + ":", body)};h1={new string('d', 64)}"),
        OfBody("square", "x-square-hmacsha256-signature", (key, body) => Convert.ToBase64String(HMACSHA256.HashData(key, Join(SenderSample.Address + "?a=%2F%41", body)))),

        // What only a bridge file describes.
        new()
        {
            Scheme = "hmac",
            Options = new() { Signature = new() { QueryKey = "sig", Key = KeyEncoding.Sha256 } },
            Proof = ["?sig"],
            AllowsEmpty = true,
            Sign = static (secret, content, _) =>
            {
                var body = SenderSample.Json(content);
                return SenderSample.With(SenderSample.Post(body), "?sig", Hex(HMACSHA256.HashData(SHA256.HashData(Encoding.UTF8.GetBytes(secret)), body)));
            },
        },
    ];

    private static string Sha256(byte[] key, string before, byte[] body) => Hex(HMACSHA256.HashData(key, Join(before, body)));

    private static byte[] Base64(byte[] text) => Convert.FromBase64String(Encoding.UTF8.GetString(text));

    /// <summary>The time stands in the signature's own header.</summary>
    private static SenderSample InOne(string scheme, string header, Func<DateTimeOffset, string> write, TimeSpan? tolerance, Func<byte[], byte[], string, string> signature) => new()
    {
        Scheme = scheme,
        Proof = [header],
        AllowsEmpty = true,
        Tolerance = tolerance,
        Sign = (secret, content, time) =>
        {
            var body = SenderSample.Json(content);
            return SenderSample.Post(body, (header, signature(Encoding.UTF8.GetBytes(secret), body, write(time))));
        },
    };

    private static SenderSample Box(string header) => new()
    {
        Scheme = "box",
        Proof = [header, "box-delivery-timestamp"],
        AllowsEmpty = true,
        Tolerance = TimeSpan.FromMinutes(10),
        Sign = (secret, content, time) =>
        {
            var body = SenderSample.Json(content);
            return SenderSample.Post(
                body,
                (header, Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Join("", body, Iso(time))))),
                ("box-delivery-timestamp", Iso(time)),
                ("box-signature-version", "1"),
                ("box-signature-algorithm", "HmacSHA256"));
        },
    };

    private static SenderSample InMember(string scheme, string member) => new()
    {
        Scheme = scheme,
        SignsBody = false,
        Proof = [],
        ProofInBodyAfter = $"\"{member}\":\"",
        Sign = (secret, content, _) => SenderSample.Post(Encoding.UTF8.GetBytes($$"""{"{{member}}":"{{secret}}","text":"{{content}}"}""")),
    };
}
