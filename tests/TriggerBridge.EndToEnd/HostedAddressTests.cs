using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TriggerBridge.EndToEnd.Testing;

namespace TriggerBridge.EndToEnd;

/// <summary>What the app makes of addresses and headers that the Functions host hands on. HubSpot signs the address it was given.</summary>
public sealed class HostedAddressTests
{
    private const string Path = "/api/hooks/hubspot";
    private const string GivenHost = "hooks.example.com";
    private const string UserAgent = "HubSpot-Connect/2.0";

    [Theory]
    [InlineData(null, "https://" + GivenHost)]
    [InlineData("https://bridge.example.com/tb/", "https://bridge.example.com/tb")]
    public async Task A_signed_address_holds_with_repeated_keys_escapes_and_keys_without_a_value(string? publicBaseUrl, string given)
    {
        await using var system = await StartAsync(publicBaseUrl);
        await using var host = await FunctionsHost.StartAsync(system.App.Url);

        using var answer = await host.SendAsync(HubSpotEvent(system.Folder.WebhookSecret, given));
        using var forged = await host.SendAsync(HubSpotEvent(system.Folder.WebhookSecret, "https://stranger.example.com", forwardedHost: "stranger.example.com"));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
        // The events of a batch are sent by the timer.
        await host.TickAsync("ProcessDueWork");
        var input = Assert.Single(await system.Tenant.ExecutionsAsync()).GetProperty("input");
        Assert.Equal("""{"a":"1, 2","flag":"","path":"x/y"}""", JsonSerializer.Serialize(input.GetProperty("query")));
        Assert.Equal(UserAgent, input.GetProperty("sender").GetString());
    }

    [Fact]
    public async Task An_escaped_slash_leads_to_no_other_address()
    {
        await using var system = await StartAsync(publicBaseUrl: null);
        await using var host = await FunctionsHost.StartAsync(system.App.Url);

        foreach (var path in (string[])["/api/hooks/%2Fhubspot", "/api/hooks/hubspot%2F", "/api/hooks/..%2F..%2FProcessDueWork"])
        {
            using var answer = await host.SendAsync(new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)));
            // The app's own answer: the host let it through.
            Assert.Equal((path, HttpStatusCode.NotFound, "application/problem+json"), (path, answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        }
    }

    private static Task<LocalSystem> StartAsync(string? publicBaseUrl)
    {
        var folder = new BridgeFolder();
        folder.WriteBridge("hubspot", $$"""
            {
              "webhook": { "scheme": "hubspot", "secret": "github-webhook-secret" },
              "input": { "query.$": "$$.query", "sender.$": "$$.headers['user-agent']" },
              "workflow": { "tenant": "acme", "id": "{{BridgeFolder.WorkflowId}}", "credential": "isc-member-removed" }
            }
            """);
        var settings = FunctionsHost.Environment();
        if (publicBaseUrl is not null)
            settings["TriggerBridge__PublicBaseUrl"] = publicBaseUrl;
        return LocalSystem.StartAsync(settings: settings, folder: folder);
    }

    /// <param name="secret">What it is signed with.</param>
    /// <param name="given">The address before the path, as HubSpot was given it.</param>
    /// <param name="forwardedHost">What a client says of it.</param>
    private static HttpRequestMessage HubSpotEvent(string secret, string given, string? forwardedHost = null)
    {
        const string body = """[{"subscriptionId":1,"eventId":2,"occurredAt":3}]""";
        var time = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        // HubSpot decodes the slash before it signs.
        var content = Encoding.UTF8.GetBytes($"POST{given}{Path}?a=1&a=2&flag&path=x/y{body}{time}");
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Path + "?a=1&a=2&flag&path=x%2Fy", UriKind.Relative))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Host = GivenHost;
        request.Headers.Add("User-Agent", UserAgent);
        request.Headers.Add("X-HubSpot-Signature-v3", Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), content)));
        request.Headers.Add("X-HubSpot-Request-Timestamp", time);
        if (forwardedHost is not null)
            request.Headers.Add("X-Forwarded-Host", forwardedHost);
        return request;
    }
}
