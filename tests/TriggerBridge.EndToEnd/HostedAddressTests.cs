using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TriggerBridge.EndToEnd.Testing;

namespace TriggerBridge.EndToEnd;

/// <summary>What the app makes of addresses and headers that the Functions host hands on. HubSpot and Twilio sign the address that they were given.</summary>
public sealed class HostedAddressTests
{
    private const string GivenHost = "hooks.example.com";
    private const string UserAgent = "Sender/2.0";

    [Theory]
    [InlineData(null, "https://" + GivenHost)]
    [InlineData("https://bridge.example.com/tb/", "https://bridge.example.com/tb")]
    public async Task A_signed_address_holds_with_repeated_keys_escapes_and_keys_without_a_value(string? publicBaseUrl, string given)
    {
        await using var system = await StartAsync(publicBaseUrl);

        using var hubSpot = await system.App.SendAsync(HubSpotEvent(system.Folder.WebhookSecret, given));
        using var twilio = await system.App.SendAsync(TwilioEvent(system.Folder.WebhookSecret, given));
        // What a client says of where it went counts for nothing.
        using var forged = await system.App.SendAsync(Forwarded(HubSpotEvent(system.Folder.WebhookSecret, "https://stranger.example.com")));

        Assert.Equal(HttpStatusCode.Accepted, hubSpot.StatusCode);
        Assert.Equal(HttpStatusCode.OK, twilio.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
        // The events of a batch are sent by the timer, and so is any for which there was no time.
        var executions = await Wait.UntilAsync(
            async () =>
            {
                await system.App.Host.TickAsync("ProcessDueWork");
                return await system.Tenant.ExecutionsAsync();
            },
            all => all.Count >= 2);
        var inputs = executions.Select(execution => execution.GetProperty("input")).ToList();
        Assert.Equal(2, inputs.Count);
        Assert.All(inputs, input => Assert.Equal("""{"a":"1, 2","flag":"","path":"x/y"}""", JsonSerializer.Serialize(input.GetProperty("query"))));
        Assert.All(inputs, input => Assert.Equal(UserAgent, input.GetProperty("sender").GetString()));
    }

    [Fact]
    public async Task An_escaped_slash_leads_to_no_other_address()
    {
        await using var system = await StartAsync(publicBaseUrl: null);

        foreach (var path in (string[])["/api/hooks/%2Fhubspot", "/api/hooks/hubspot%2F", "/api/hooks/..%2F..%2FProcessDueWork"])
        {
            using var answer = await system.App.PostAsync(path, withKey: false);
            // The app's own answer: the host let it through.
            Assert.Equal((path, HttpStatusCode.NotFound, "application/problem+json"), (path, answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        }
    }

    private static Task<LocalSystem> StartAsync(string? publicBaseUrl)
    {
        var folder = new BridgeFolder();
        foreach (var scheme in (string[])["hubspot", "twilio"])
        {
            folder.WriteBridge(scheme, $$"""
                {
                  "webhook": { "scheme": "{{scheme}}", "secret": "github-webhook-secret" },
                  "input": { "query.$": "$$.query", "sender.$": "$$.headers['user-agent']" },
                  "workflow": { "tenant": "acme", "id": "{{BridgeFolder.WorkflowId}}", "credential": "isc-member-removed" }
                }
                """);
        }

        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        if (publicBaseUrl is not null)
            settings["TriggerBridge__PublicBaseUrl"] = publicBaseUrl;
        return LocalSystem.StartAsync(settings: settings, folder: folder, isHosted: true);
    }

    /// <param name="secret">What it is signed with.</param>
    /// <param name="given">The address before the path, as HubSpot was given it.</param>
    private static HttpRequestMessage HubSpotEvent(string secret, string given)
    {
        const string body = """[{"subscriptionId":1,"eventId":2,"occurredAt":3}]""";
        var time = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        // HubSpot decodes the slash before it signs.
        var content = Encoding.UTF8.GetBytes($"POST{given}/api/hooks/hubspot?a=1&a=2&flag&path=x/y{body}{time}");
        var request = Event("hubspot", new StringContent(body, Encoding.UTF8, "application/json"));
        request.Headers.Add("X-HubSpot-Signature-v3", Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), content)));
        request.Headers.Add("X-HubSpot-Request-Timestamp", time);
        return request;
    }

    /// <param name="secret">What it is signed with.</param>
    /// <param name="given">The address before the path, as Twilio was given it.</param>
    [SuppressMessage("Security", "CA5350", Justification = "Twilio signs with it.")]
    private static HttpRequestMessage TwilioEvent(string secret, string given)
    {
        var content = Encoding.UTF8.GetBytes($"{given}/api/hooks/twilio?a=1&a=2&flag&path=x%2FyBodyleaverMessageSidSM1");
        var request = Event("twilio", new FormUrlEncodedContent([KeyValuePair.Create("MessageSid", "SM1"), KeyValuePair.Create("Body", "leaver")]));
        request.Headers.Add("X-Twilio-Signature", Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), content)));
        return request;
    }

    private static HttpRequestMessage Event(string bridge, HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/api/hooks/{bridge}?a=1&a=2&flag&path=x%2Fy", UriKind.Relative)) { Content = content };
        request.Headers.Host = GivenHost;
        request.Headers.Add("User-Agent", UserAgent);
        return request;
    }

    private static HttpRequestMessage Forwarded(HttpRequestMessage request)
    {
        request.Headers.Add("X-Forwarded-Host", "stranger.example.com");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Original-Host", "stranger.example.com");
        return request;
    }
}
