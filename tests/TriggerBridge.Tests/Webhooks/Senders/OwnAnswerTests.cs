using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Webhooks.Senders;

/// <summary>Senders that expect an answer made of their event, their secret or the time.</summary>
public sealed class OwnAnswerTests
{
    private const string Actions = """{ "scheme": "workos-actions", "secret": "hook" }""";
    private const string ClientId = "CBJCHBCAABAA";
    private const string Secrets = $$"""{ "hook": "{{ClientId}}", "client": { "id": "external", "secret": "s" } }""";
    private const string Adobe = """{ "scheme": "adobe-sign", "secret": "hook" }""";

    [Theory]
    [InlineData("authentication_action_context", "authentication_action_response")]
    [InlineData("user_registration_action_context", "user_registration_action_response")]
    public async Task WorkOS_is_answered_with_a_signed_verdict(string asked, string answered)
    {
        await using var app = await TestApp.StartForAsync(Actions);
        var body = $$$"""{"object":"{{{asked}}}","user":{"id":"user_1"}}""";

        using var answer = await SendAsync(app, body, app.Time.GetUtcNow());

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var verdict = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        var payload = verdict.GetProperty("payload");
        Assert.Equal((answered, "Allow"), (verdict.GetProperty("object").GetString(), payload.GetProperty("verdict").GetString()));
        Assert.Equal(Sign($"{payload.GetProperty("timestamp").GetInt64()}.{payload.GetRawText()}"), verdict.GetProperty("signature").GetString());
        Assert.Equal("Started", (await app.OnlyDeliveryAsync()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task What_WorkOS_has_not_signed_gets_no_verdict()
    {
        await using var app = await TestApp.StartForAsync(Actions);

        using var stale = await SendAsync(app, """{"object":"authentication_action_context"}""", app.Time.GetUtcNow().AddSeconds(-31));

        Assert.Equal(HttpStatusCode.Unauthorized, stale.StatusCode);
        Assert.DoesNotContain("Allow", await stale.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ClientId, HttpStatusCode.OK)]
    [InlineData("another", HttpStatusCode.Unauthorized)]
    public async Task Adobe_gets_its_client_id_back_if_it_is_the_bridges(string clientId, HttpStatusCode status)
    {
        await using var app = await TestApp.StartForAsync(Adobe, Secrets);
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post })
        {
            using var request = new HttpRequestMessage(method, "/api/hooks/github");
            request.Headers.Add("X-AdobeSign-ClientId", clientId);
            if (method == HttpMethod.Post) request.Content = new StringContent("""{"event":"AGREEMENT_CREATED"}""", Encoding.UTF8, "application/json");

            using var answer = await app.Client.SendAsync(request);

            Assert.Equal(status, answer.StatusCode);
            Assert.Equal(status == HttpStatusCode.OK, answer.Headers.TryGetValues("X-AdobeSign-ClientId", out var echoed));
            if (echoed is not null) Assert.Equal([ClientId], echoed);
        }

        Assert.Equal(status == HttpStatusCode.OK ? 1 : 0, (await app.DeliveriesAsync()).Count);
    }

    private static async Task<HttpResponseMessage> SendAsync(TestApp app, string body, DateTimeOffset at)
    {
        var time = at.ToUnixTimeMilliseconds();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/hooks/github") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("WorkOS-Signature", $"t={time}, v1={Sign($"{time}.{body}")}");
        return await app.Client.SendAsync(request);
    }

    private static string Sign(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(TestApp.Secret), Encoding.UTF8.GetBytes(text)));
}
