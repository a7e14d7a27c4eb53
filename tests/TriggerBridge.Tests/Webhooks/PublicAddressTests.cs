using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using TriggerBridge.Functions.Requests;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Webhooks;

/// <summary>HubSpot signs the address, so a request that is accepted proves which one the app took it for.</summary>
public sealed class PublicAddressTests
{
    private const string Forwarded = "https://hooks.example.com";

    [Fact]
    public async Task Configured_address_counts_whatever_the_headers_say() =>
        Assert.Equal(202, await StatusAsync("https://bridge.example.com/tb", "TriggerBridge:PublicBaseUrl=https://bridge.example.com/tb/"));

    [Fact]
    public async Task Forwarded_address_of_a_stranger_does_not_count()
    {
        Assert.Equal(401, await StatusAsync(Forwarded));
        Assert.Equal(202, await StatusAsync("http://localhost"));
    }

    [Theory]
    // The Functions host speaks http with the worker, whatever the sender spoke with it.
    [InlineData("http", "hooks.example.com", "https://hooks.example.com/api/hooks/hubspot?a=%2F")]
    [InlineData("https", "hooks.example.com:8443", "https://hooks.example.com:8443/api/hooks/hubspot?a=%2F")]
    [InlineData("http", "localhost:7071", "http://localhost:7071/api/hooks/hubspot?a=%2F")]
    [InlineData("http", "127.0.0.1:7071", "http://127.0.0.1:7071/api/hooks/hubspot?a=%2F")]
    [InlineData("http", "[::1]:7071", "http://[::1]:7071/api/hooks/hubspot?a=%2F")]
    [InlineData("http", "127.example.com", "https://127.example.com/api/hooks/hubspot?a=%2F")]
    public void Address_is_the_senders_Host_with_https_save_on_a_developers_machine(string scheme, string host, string expected)
    {
        var request = new DefaultHttpContext().Request;
        request.Scheme = scheme;
        request.Host = new HostString(host);
        request.Path = "/api/hooks/hubspot";
        request.QueryString = new QueryString("?a=%2F");
        request.Headers["X-Forwarded-Host"] = "stranger.example.com";
        request.Headers["X-Forwarded-Proto"] = "ftp";

        Assert.Equal(expected, new PublicAddress(Options.Create(new WebhookOptions())).Of(request));
    }

    private static async Task<int> StatusAsync(string signedBase, params string[] settings)
    {
        await using var app = await SenderApp.StartAsync("hubspot", settings: settings);
        var time = Sample.Noon.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        var signed = Encoding.UTF8.GetBytes($"POST{signedBase}{SenderApp.Address}?q=a b/c[{{\"eventId\":1}}]{time}".Replace("a b", "a%20b", StringComparison.Ordinal));
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(SenderApp.Secret), signed));

        var answer = await app.SendAsync(
            HttpMethod.Post,
            "?q=a%20b%2Fc",
            """[{"eventId":1}]"""u8.ToArray(),
            "application/json",
            ("X-HubSpot-Signature-v3", signature), ("X-HubSpot-Request-Timestamp", time), ("X-Forwarded-Host", "hooks.example.com"), ("X-Forwarded-Proto", "https"));
        return answer.Status;
    }
}
