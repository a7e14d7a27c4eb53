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

    [Fact]
    public async Task XML_is_for_Salesforce_only() => Assert.Equal(415, await StatusAsync("<a/>"u8.ToArray(), "identity", "text/xml"));

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
