using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TriggerBridge.Webhooks.Hmac;

namespace TriggerBridge.Tests.Webhooks.Senders;

/// <summary>The HMAC family, each written out from the sender's documentation.</summary>
[SuppressMessage("Security", "CA5350", Justification = "Some senders sign with it.")]
internal static class HmacSamples
{
    private const string Base64Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    public static IReadOnlyList<SenderSample> All { get; } =
    [
        OfBody("github", "x-hub-signature-256", (key, body) => "sha256=" + Hex(HMACSHA256.HashData(key, body))),
        OfBody("meta", "x-hub-signature-256", (key, body) => "sha256=" + Hex(HMACSHA256.HashData(key, body))),
        OfBody("jira", "x-hub-signature", (key, body) => "sha256=" + Hex(HMACSHA256.HashData(key, body))),
        OfBody("bitbucket", "x-hub-signature", (key, body) => "sha256=" + Hex(HMACSHA256.HashData(key, body))),
        OfBody("intercom", "x-hub-signature", (key, body) => "sha1=" + Hex(HMACSHA1.HashData(key, body))),
        OfBody("pagerduty", "x-pagerduty-signature", (key, body) => $"v1={Hex(HMACSHA256.HashData(key, body))},v1={new string('a', 64)}"),
        OfBody("docusign", "x-docusign-signature-1", (key, body) => Convert.ToBase64String(HMACSHA256.HashData(key, body))),
        OfBody("shopify", "x-shopify-hmac-sha256", (key, body) => Convert.ToBase64String(HMACSHA256.HashData(key, body))),
        OfBody("greenhouse", "signature", (key, body) => "sha256 " + Hex(HMACSHA256.HashData(key, body))),
        OfBody("hibob", "bob-signature", (key, body) => Convert.ToBase64String(HMACSHA512.HashData(key, body))),
        OfBody("dropbox", "x-dropbox-signature", (key, body) => Hex(HMACSHA256.HashData(key, body))),
        OfBody("hmac", "x-signature", (key, body) => Hex(HMACSHA256.HashData(key, body))),
        Timed("slack", "x-slack-signature", "x-slack-request-timestamp", Seconds, FiveMinutes, (key, body, time) =>
            "v0=" + Hex(HMACSHA256.HashData(key, Join($"v0:{time}:", body)))),
        Timed("zoom", "x-zm-signature", "x-zm-request-timestamp", Seconds, tolerance: null, (key, body, time) =>
            "v0=" + Hex(HMACSHA256.HashData(key, Join($"v0:{time}:", body)))),
        Timed("zendesk", "x-zendesk-webhook-signature", "x-zendesk-webhook-signature-timestamp", Iso, tolerance: null, (key, body, time) =>
            Convert.ToBase64String(HMACSHA256.HashData(key, Join(time, body)))),
        Timed("bamboohr", "x-bamboohr-signature", "x-bamboohr-timestamp", Seconds, tolerance: null, (key, body, time) =>
            Hex(HMACSHA256.HashData(key, Join("", body, time)))),
        Timed("hubspot", "x-hubspot-signature-v3", "x-hubspot-request-timestamp", Milliseconds, FiveMinutes, (key, body, time) =>
            Convert.ToBase64String(HMACSHA256.HashData(key, Join($"POST{SenderSample.Address}?a=/%41", body, time)))),
        Standard("standard-webhooks", "webhook"),
        Standard("gitlab-signing", "webhook"),
        Standard("svix", "svix"),
        new()
        {
            Scheme = "stripe",
            Proof = ["stripe-signature"],
            AllowsEmpty = true,
            Tolerance = FiveMinutes,
            Sign = static (secret, content, time) =>
            {
                var body = SenderSample.Json(content);
                var signature = Hex(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Join(Seconds(time) + ".", body)));
                return SenderSample.Post(body, ("stripe-signature", $"t={Seconds(time)},v1={signature},v0={new string('0', 64)}"));
            },
        },
        new()
        {
            Scheme = "linear",
            Proof = ["linear-signature"],
            Tolerance = TimeSpan.FromMinutes(1),
            Sign = static (secret, content, time) =>
            {
                var body = Encoding.UTF8.GetBytes($$"""{"text":"{{content}}","data":{"webhookTimestamp":1},"webhookTimestamp":{{Milliseconds(time)}}}""");
                // The header with the time is not signed: a wrong one must not matter.
                return SenderSample.Post(body, ("linear-signature", Hex(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body))), ("linear-timestamp", "1"));
            },
        },
        Timed("hmac", "x-acme", "x-acme-time", Milliseconds, FiveMinutes, (key, body, time) =>
            "s:" + Convert.ToBase64String(HMACSHA384.HashData(key, Join($"POST|{SenderSample.Address}?a=%2F%41|{time}|", body)))) with
        {
            Options = new()
            {
                Signature = new()
                {
                    Header = "X-Acme",
                    Algorithm = HmacAlgorithm.Sha384,
                    Encoding = SignatureEncoding.Base64,
                    Prefix = "s:",
                    Signed = SignedContent.Of("{method}|{url}|{header:X-Acme-Time}|{body}"),
                    Time = new() { Header = "x-acme-time", Format = TimestampFormat.UnixMilliseconds, Tolerance = FiveMinutes },
                },
            },
        },
    ];

    public static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    public static byte[] Join(string before, byte[] body, string after = "") => [.. Encoding.UTF8.GetBytes(before), .. body, .. Encoding.UTF8.GetBytes(after)];

    public static string Seconds(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    public static string Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    public static string Iso(DateTimeOffset time) => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    public static SenderSample OfBody(string scheme, string header, Func<byte[], byte[], string> signature) => new()
    {
        Scheme = scheme,
        Proof = [header],
        AllowsEmpty = true,
        Sign = (secret, content, _) =>
        {
            var body = SenderSample.Json(content);
            return SenderSample.Post(body, (header, signature(Encoding.UTF8.GetBytes(secret), body)));
        },
    };

    public static SenderSample Timed(
        string scheme, string header, string timeHeader, Func<DateTimeOffset, string> write, TimeSpan? tolerance, Func<byte[], byte[], string, string> signature) => new()
    {
        Scheme = scheme,
        Proof = [header, timeHeader],
        AllowsEmpty = true,
        Tolerance = tolerance,
        Sign = (secret, content, time) =>
        {
            var body = SenderSample.Json(content);
            return SenderSample.Post(body, (header, signature(Encoding.UTF8.GetBytes(secret), body, write(time))), (timeHeader, write(time)));
        },
    };

    public static SenderSample Standard(string scheme, string headers) => new()
    {
        Scheme = scheme,
        Secret = Base64Secret,
        OtherSecret = "whsec_AAAQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        Proof = [headers + "-signature", headers + "-id", headers + "-timestamp"],
        AllowsEmpty = true,
        Tolerance = FiveMinutes,
        Sign = (secret, content, time) =>
        {
            var body = SenderSample.Json(content);
            var signature = HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), Join($"msg_1.{Seconds(time)}.", body));
            return SenderSample.Post(
                body,
                (headers + "-signature", $"v1,{Convert.ToBase64String(signature)} v1,{Convert.ToBase64String(new byte[32])}"),
                (headers + "-id", "msg_1"),
                (headers + "-timestamp", Seconds(time)));
        },
    };
}
