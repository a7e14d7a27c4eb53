using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using TriggerBridge.Functions.Hosting;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Tests.Webhooks.Senders;

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
    [InlineData("10.0.0.4", 202)]
    [InlineData("::ffff:10.0.0.4", 202)]
    [InlineData("10.0.0.5", 401)]
    [InlineData(null, 401)]
    public async Task Forwarded_address_counts_when_a_trusted_proxy_says_it(string? from, int status)
    {
        var sender = SenderSamples.All.First(sample => sample.Scheme == "hubspot");
        await using var app = await SenderApp.StartAsync("hubspot", settings: "TriggerBridge:TrustedProxies=10.0.0.4, 10.1.0.0/16");
        // What stands before the last was there when the request came to the proxy.
        var request = sender.Sign(SenderApp.Secret, "hello", Sample.Noon);
        request = SenderSample.With(request, "x-forwarded-host", "stranger.example.com, hooks.example.com");
        request = SenderSample.With(request, "x-forwarded-proto", "http, https");

        Assert.Equal(status, (await app.SendAsync(request, from is null ? null : IPAddress.Parse(from))).Status);
    }

    [Fact]
    public void Under_the_Functions_host_its_forwarded_address_counts()
    {
        var request = new DefaultHttpContext().Request;
        request.Scheme = "http";
        request.Host = new HostString("127.0.0.1", 33333);
        request.Path = "/api/hooks/hubspot";
        request.QueryString = new QueryString("?a=%2F");
        request.Headers["X-Forwarded-Host"] = "hooks.example.com";
        request.Headers["X-Forwarded-Proto"] = "https";

        Assert.Equal("https://hooks.example.com/api/hooks/hubspot?a=%2F", Address(isUnderHost: true).Of(request));
        Assert.Equal("http://127.0.0.1:33333/api/hooks/hubspot?a=%2F", Address(isUnderHost: false).Of(request));

        static PublicAddress Address(bool isUnderHost) => new(Options.Create(new WebhookOptions()), isUnderHost);
    }

    [Theory]
    [InlineData("10.0.0.4", "10.0.0.4", true)]
    [InlineData("10.0.0.4,10.1.0.0/16", "10.1.2.3", true)]
    [InlineData("10.1.0.0/16", "::ffff:10.1.2.3", true)]
    [InlineData("10.1.0.0/16", "10.2.0.1", false)]
    [InlineData("::1", "::1", true)]
    [InlineData("", "127.0.0.1", false)]
    public void Proxies_are_addresses_and_networks(string text, string address, bool expected)
    {
        Assert.True(TrustedProxies.TryParse(text, out var proxies));
        Assert.Equal(expected, proxies.Contain(IPAddress.Parse(address)));
        Assert.False(proxies.Contain(null));
    }

    [Theory]
    [InlineData("proxy.example.com")]
    [InlineData("10.0.0.0/99")]
    public void Anything_else_is_a_wrong_setting(string text) => Assert.False(TrustedProxies.TryParse(text, out _));

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
