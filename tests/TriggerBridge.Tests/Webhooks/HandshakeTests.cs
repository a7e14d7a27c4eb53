using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Webhooks;

public sealed class HandshakeTests
{
    private static readonly string Seconds = Sample.Noon.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    [Fact]
    public async Task Okta_is_given_back_its_challenge()
    {
        await using var app = await SenderApp.StartAsync("okta");
        var answer = await app.SendAsync(HttpMethod.Get, headers: ("X-Okta-Verification-Challenge", "my \"challenge\""));

        Assert.Equal((200, "application/json", """{"verification":"my \u0022challenge\u0022"}"""), (answer.Status, answer.Type, answer.Body));
        Assert.Equal(401, (await app.SendAsync(HttpMethod.Get)).Status);
    }

    [Fact]
    public async Task Graph_is_given_back_its_token_as_text()
    {
        await using var app = await SenderApp.StartAsync("microsoft-graph");
        var answer = await app.SendAsync(HttpMethod.Post, "?validationToken=Validation%3A+%3Cb%3E%C3%A9", [], "text/plain");

        Assert.Equal((200, "text/plain", "Validation: <b>é"), (answer.Status, answer.Type, answer.Body));
        Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options"));
    }

    [Fact]
    public async Task Event_Grid_is_given_back_its_code()
    {
        await using var app = await SenderApp.StartAsync("event-grid");
        var body = """[{"id":"1","eventType":"Microsoft.EventGrid.SubscriptionValidationEvent","data":{"validationCode":"512d38b6"}}]"""u8.ToArray();

        var answer = await app.SendAsync(HttpMethod.Post, body: body, headers: ("aeg-event-type", "SubscriptionValidation"));

        Assert.Equal((200, """{"validationResponse":"512d38b6"}"""), (answer.Status, answer.Body));
        Assert.Equal(401, (await app.SendAsync(HttpMethod.Post, body: body)).Status);
    }

    [Fact]
    public async Task CloudEvents_origin_is_allowed()
    {
        await using var app = await SenderApp.StartAsync("cloudevents");
        var answer = await app.SendAsync(HttpMethod.Options, headers: ("WebHook-Request-Origin", "eventemitter.example.com"));

        Assert.Equal(200, answer.Status);
        Assert.Equal(["eventemitter.example.com"], answer.Headers.GetValues("WebHook-Allowed-Origin"));
        Assert.Equal(["*"], answer.Headers.GetValues("WebHook-Allowed-Rate"));
        Assert.Equal(401, (await app.SendAsync(HttpMethod.Options, headers: ("WebHook-Request-Origin", "ünïcode"))).Status);
    }

    [Fact]
    public async Task Dropbox_is_given_back_its_challenge()
    {
        await using var app = await SenderApp.StartAsync("dropbox");
        var answer = await app.SendAsync(HttpMethod.Get, "?challenge=abc");

        Assert.Equal((200, "text/plain", "abc"), (answer.Status, answer.Type, answer.Body));
    }

    [Theory]
    [InlineData("?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=the%20verify%20token", 200)]
    [InlineData("?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=another", 401)]
    [InlineData("?hub.mode=subscribe&hub.challenge=1158201444", 401)]
    [InlineData("?hub.mode=other&hub.challenge=1158201444&hub.verify_token=the%20verify%20token", 401)]
    public async Task Meta_must_know_the_verify_token(string query, int status)
    {
        await using var app = await SenderApp.StartAsync("meta");
        var answer = await app.SendAsync(HttpMethod.Get, query);

        Assert.Equal(status, answer.Status);
        if (status == 200) Assert.Equal("1158201444", answer.Body);
    }

    [Fact]
    public async Task Slack_is_given_back_its_challenge_only_when_it_signed_it()
    {
        await using var app = await SenderApp.StartAsync("slack");
        var body = """{"token":"x","challenge":"3eZbrw1a","type":"url_verification"}"""u8.ToArray();
        var signature = "v0=" + Sign([.. Encoding.UTF8.GetBytes($"v0:{Seconds}:"), .. body]);

        var answer = await app.SendAsync(
            HttpMethod.Post, body: body, headers: [("X-Slack-Signature", signature), ("X-Slack-Request-Timestamp", Seconds)]);

        Assert.Equal((200, """{"challenge":"3eZbrw1a"}"""), (answer.Status, answer.Body));
        Assert.Equal(401, (await app.SendAsync(HttpMethod.Post, body: body)).Status);
    }

    [Fact]
    public async Task Zoom_is_answered_with_the_HMAC_of_its_token_only_when_it_signed_it()
    {
        await using var app = await SenderApp.StartAsync("zoom");
        var body = """{"payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"},"event_ts":1654503849680,"event":"endpoint.url_validation"}"""u8.ToArray();
        var signature = "v0=" + Sign([.. Encoding.UTF8.GetBytes($"v0:{Seconds}:"), .. body]);

        var answer = await app.SendAsync(HttpMethod.Post, body: body, headers: [("x-zm-signature", signature), ("x-zm-request-timestamp", Seconds)]);

        var encrypted = Sign(Encoding.UTF8.GetBytes("qgg8vlvZRS6UYooatFL8Aw"));
        Assert.Equal((200, $$"""{"plainToken":"qgg8vlvZRS6UYooatFL8Aw","encryptedToken":"{{encrypted}}"}"""), (answer.Status, answer.Body));
        Assert.Equal(401, (await app.SendAsync(HttpMethod.Post, body: body, headers: [("x-zm-signature", "v0=00"), ("x-zm-request-timestamp", Seconds)])).Status);
    }

    [Theory]
    [InlineData("greenhouse", "Signature", "sha256 ", """{"action":"ping"}""", "application/json")]
    [InlineData("hibob", "Bob-Signature", "", "Ping test", "text/plain")]
    public async Task Signed_pings_become_no_delivery(string scheme, string header, string prefix, string body, string contentType)
    {
        await using var app = await SenderApp.StartAsync(scheme);
        var bytes = Encoding.UTF8.GetBytes(body);
        var signature = scheme == "hibob" ? Convert.ToBase64String(HMACSHA512.HashData(Encoding.UTF8.GetBytes(SenderApp.Secret), bytes)) : Sign(bytes);

        Assert.Equal(200, (await app.SendAsync(HttpMethod.Post, "", bytes, contentType, (header, prefix + signature))).Status);
        Assert.Equal(401, (await app.SendAsync(HttpMethod.Post, "", bytes, contentType, (header, prefix + new string('0', 64)))).Status);
        Assert.Equal(0, (await app.GetAsync("/api/deliveries?bridge=github")).GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("GET", "?challenge=abc&validationToken=abc&hub.challenge=abc")]
    [InlineData("OPTIONS", "")]
    public async Task A_sender_without_such_a_test_gets_405(string method, string query)
    {
        await using var app = await SenderApp.StartAsync("github");
        var answer = await app.SendAsync(new HttpMethod(method), query, headers: ("WebHook-Request-Origin", "x"));

        Assert.Equal((405, ""), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task Validation_token_of_another_scheme_is_no_handshake()
    {
        await using var app = await SenderApp.StartAsync("github");
        Assert.Equal(401, (await app.SendAsync(HttpMethod.Post, "?validationToken=abc", [])).Status);
    }

    private static string Sign(byte[] content) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(SenderApp.Secret), content));
}
