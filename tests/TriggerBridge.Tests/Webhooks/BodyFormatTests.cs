using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using TriggerBridge.Tests.Webhooks.Senders;

namespace TriggerBridge.Tests.Webhooks;

public sealed class BodyFormatTests
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task The_fields_of_a_form_become_an_object()
    {
        var input = await SendAsync("bearer", "a=1&b=x+y%26z&a=2&c&%C3%BC=%F0%9F%A6%8A&payload=%7Bnot+json", "application/x-www-form-urlencoded");

        Assert.Equal("""{"a":["1","2"],"b":"x y&z","c":"","ü":"🦊","payload":"{not json"}""", Relaxed(input));
    }

    [Fact]
    public async Task A_payload_of_JSON_in_a_form_is_read()
    {
        var input = await SendAsync("bearer", "payload=%7B%22type%22%3A%22block_actions%22%2C%22n%22%3A1%7D&x=1", "application/x-www-form-urlencoded");

        Assert.Equal("""{"payload":{"type":"block_actions","n":1},"x":"1"}""", Relaxed(input));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData(null)]
    public async Task Compressed_bodies_are_read_with_and_without_the_header(string? encoding)
    {
        await using var app = await SenderApp.StartAsync("bearer");
        (string, string)[] headers = encoding is null
            ? [("Authorization", "Bearer " + SenderApp.Secret)]
            : [("Authorization", "Bearer " + SenderApp.Secret), ("Content-Encoding", encoding)];

        var answer = await app.SendAsync(HttpMethod.Post, "", Compress("""{"a":1}"""), "application/json", headers);

        Assert.Equal(202, answer.Status);
        Assert.Equal("""{"a":1}""", Assert.Single(app.Tenant.Inputs).GetProperty("event").ToString());
    }

    [Fact]
    public async Task Compressed_bodies_are_signed_as_they_come()
    {
        var sender = SenderSamples.All.First(sample => sample.Scheme == "github");
        await using var app = await SenderApp.StartForAsync(sender);
        var compressed = Compress("""{"text":"Zoë"}""");
        var signature = "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(sender.Secret), compressed));

        Assert.Equal(202, (await app.SendAsync(SenderSample.Post(compressed, ("x-hub-signature-256", signature), ("content-encoding", "gzip")))).Status);
        Assert.Equal(401, (await app.SendAsync(sender.SignBody("""{"text":"Zoë"}""") with { Body = compressed })).Status);
        Assert.Equal("Zoë", Assert.Single(app.Tenant.Inputs).GetProperty("event").GetProperty("text").GetString());
    }

    [Fact]
    public async Task What_unfolds_beyond_the_limit_is_too_large() =>
        Assert.Equal(413, await StatusAsync(Compress(new string(' ', 1024 * 1024) + "{}"), "gzip"));

    [Fact]
    public async Task What_is_not_compressed_as_it_says_is_a_bad_request()
    {
        Assert.Equal(400, await StatusAsync("{}"u8.ToArray(), "gzip"));
        Assert.Equal(400, await StatusAsync([0x1f, 0x8b, 1, 2, 3, 4], "gzip"));
        Assert.Equal(400, await StatusAsync(Compress("""{"a":1}""")[..12], "gzip"));
        Assert.Equal(415, await StatusAsync("{}"u8.ToArray(), "br"));
    }

    [Fact]
    public async Task CloudEvents_in_headers_become_the_structured_form()
    {
        var input = await SendAsync(
            "cloudevents",
            """{"user":"zoë"}""",
            "application/json",
            ("ce-id", "1"), ("ce-source", "/hr"), ("ce-specversion", "1.0"), ("ce-type", "leaver"), ("ce-subject", "Zo%C3%AB"));

        Assert.Equal("zoë", input.GetProperty("data").GetProperty("user").GetString());
        Assert.Equal("Zoë", input.GetProperty("subject").GetString());
        Assert.Equal("leaver", input.GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("text/plain", "data", "hello")]
    [InlineData("application/octet-stream", "data_base64", "aGVsbG8=")]
    public async Task CloudEvents_data_may_be_anything(string contentType, string member, string expected)
    {
        var input = await SendAsync("cloudevents", "hello", contentType, ("ce-id", "1"), ("ce-source", "/hr"), ("ce-type", "leaver"));

        Assert.Equal(expected, input.GetProperty(member).GetString());
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    [InlineData("POST")]
    public async Task Zendesk_may_send_nothing_but_the_address(string method)
    {
        var sender = SenderSamples.All.First(sample => sample.Scheme == "zendesk");
        await using var app = await SenderApp.StartForAsync(sender);
        var request = sender.Good("") with { Method = method, ContentType = null };

        var first = await app.SendAsync(SenderSample.With(request, "x-zendesk-webhook-invocation-id", "1"));
        var again = await app.SendAsync(SenderSample.With(request, "x-zendesk-webhook-invocation-id", "1"));
        var second = await app.SendAsync(SenderSample.With(request, "x-zendesk-webhook-invocation-id", "2"));
        var forged = await app.SendAsync(SenderSample.With(request, "x-zendesk-webhook-signature-timestamp", "2026-06-01T12:00:01Z"));

        Assert.Equal((202, 200, 202, 401), (first.Status, again.Status, second.Status, forged.Status));
        Assert.All(app.Tenant.Inputs, input => Assert.Equal("{}", input.GetProperty("event").ToString()));
        Assert.Equal(2, app.Tenant.Inputs.Count);
    }

    [Theory]
    [InlineData("PUT", "application/json", """{"ticket":"7"}""")]
    [InlineData("PATCH", "application/x-www-form-urlencoded", "ticket=7")]
    [InlineData("POST", "application/xml; charset=utf-8", "<ticket>7</ticket>")]
    public async Task Zendesk_sends_by_the_method_and_in_the_format_that_its_webhook_names(string method, string contentType, string body)
    {
        var sender = SenderSamples.All.First(sample => sample.Scheme == "zendesk");
        await using var app = await SenderApp.StartForAsync(sender);
        var bytes = Encoding.UTF8.GetBytes(body);
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(sender.Secret), Encoding.UTF8.GetBytes("2026-06-01T12:00:00Z" + body)));

        var answer = await app.SendAsync(SenderSample.With(sender.Good(), "x-zendesk-webhook-signature", signature) with { Method = method, ContentType = contentType, Body = bytes });

        Assert.Equal(202, answer.Status);
        Assert.Equal("7", Assert.Single(app.Tenant.Inputs).GetProperty("event").GetProperty("ticket").GetString());
    }

    [Fact]
    public async Task DocuSigns_message_in_XML_is_an_event()
    {
        var sender = SenderSamples.All.First(sample => sample.Scheme == "docusign");
        await using var app = await SenderApp.StartForAsync(sender);

        var sent = await SendXmlAsync(app, sender, "Sent");
        app.Time.Advance(TimeSpan.FromSeconds(1));
        var completed = await SendXmlAsync(app, sender, "Completed");
        await SendXmlAsync(app, sender, "Completed");

        Assert.Equal((200, 200), (sent.Status, completed.Status));
        Assert.Equal(2, app.Tenant.Inputs.Count);
        var envelope = app.Tenant.Inputs.Select(input => input.GetProperty("event").GetProperty("EnvelopeStatus")).Single(one => one.GetProperty("Status").GetString() == "Completed");
        Assert.Equal("Müller & Söhne", envelope.GetProperty("Subject").GetString());
        Assert.Equal(JsonValueKind.Null, envelope.GetProperty("DeclineReason").ValueKind);
        Assert.Equal(["a@example.com", "b@example.com"], envelope.GetProperty("RecipientStatuses").GetProperty("RecipientStatus").EnumerateArray().Select(one => one.GetProperty("Email").GetString()));
        var row = (await app.GetAsync($"/api/deliveries?bridge={Testing.TestApp.Bridge}")).GetProperty("items")[0];
        Assert.Equal("Completed", row.GetProperty("eventType").GetString());
        Assert.Equal("0aa5/Completed/2026-06-01T12:00:00", (await app.DeliveryAsync(row)).GetProperty("senderId").GetString());
    }

    [Theory]
    [InlineData("<a><b></a>", 400)]
    [InlineData("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", 400)]
    [InlineData("DEEP", 400)]
    [InlineData("<a/>", 200)]
    public async Task XML_of_a_verified_sender_is_read_without_entities_and_64_levels_deep(string body, int status)
    {
        var sender = SenderSamples.All.First(sample => sample.Scheme == "docusign");
        await using var app = await SenderApp.StartForAsync(sender);
        if (body == "DEEP") body = string.Concat(Enumerable.Repeat("<a>", 65)) + string.Concat(Enumerable.Repeat("</a>", 65));

        Assert.Equal(status, (await SendXmlAsync(app, sender, Encoding.UTF8.GetBytes(body))).Status);
    }

    [Fact]
    public async Task XML_is_for_those_who_send_it_only() => Assert.Equal(415, await StatusAsync("<a/>"u8.ToArray(), "identity", "text/xml"));

    private static Task<HttpAnswer> SendXmlAsync(Testing.TestApp app, SenderSample sender, string status) => SendXmlAsync(app, sender, Encoding.UTF8.GetBytes(
        $"""
        <?xml version="1.0" encoding="utf-8"?>
        <DocuSignEnvelopeInformation xmlns="http://www.docusign.net/API/3.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
          <EnvelopeStatus>
            <RecipientStatuses>
              <RecipientStatus><Email>a@example.com</Email></RecipientStatus>
              <RecipientStatus><Email>b@example.com</Email></RecipientStatus>
            </RecipientStatuses>
            <TimeGenerated>2026-06-01T12:00:00</TimeGenerated>
            <EnvelopeID>0aa5</EnvelopeID>
            <Subject>Müller &amp; Söhne</Subject>
            <Status>{status}</Status>
            <DeclineReason xsi:nil="true" />
          </EnvelopeStatus>
        </DocuSignEnvelopeInformation>
        """));

    private static Task<HttpAnswer> SendXmlAsync(Testing.TestApp app, SenderSample sender, byte[] body)
    {
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(sender.Secret), body));
        return app.SendAsync(SenderSample.With(sender.Good(), "x-docusign-signature-1", signature) with { Body = body, ContentType = "text/xml; charset=utf-8" });
    }

    private static async Task<JsonElement> SendAsync(string scheme, string body, string contentType, params (string Name, string Value)[] headers)
    {
        await using var app = await SenderApp.StartAsync(scheme);
        var answer = await app.SendAsync(
            HttpMethod.Post, "", Encoding.UTF8.GetBytes(body), contentType, [("Authorization", "Bearer " + SenderApp.Secret), .. headers]);
        Assert.Equal(202, answer.Status);
        return Assert.Single(app.Tenant.Inputs).GetProperty("event");
    }

    private static async Task<int> StatusAsync(byte[] body, string encoding, string contentType = "application/json")
    {
        await using var app = await SenderApp.StartAsync("bearer");
        return (await app.SendAsync(
            HttpMethod.Post, "", body, contentType, ("Authorization", "Bearer " + SenderApp.Secret), ("Content-Encoding", encoding))).Status;
    }

    private static string Relaxed(JsonElement element) =>
        JsonSerializer.Serialize(element, Readable).Replace("\\uD83E\\uDD8A", "🦊", StringComparison.Ordinal);

    private static byte[] Compress(string text)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return compressed.ToArray();
    }
}
