using System.Security.Cryptography;
using System.Text;
using TriggerBridge.Functions.Hosting;
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
    [InlineData("10.0.0.4", "10.0.0.4", true)]
    [InlineData("10.0.0.4,10.1.0.0/16", "10.1.2.3", true)]
    [InlineData("10.1.0.0/16", "::ffff:10.1.2.3", true)]
    [InlineData("10.1.0.0/16", "10.2.0.1", false)]
    [InlineData("::1", "::1", true)]
    [InlineData("", "127.0.0.1", false)]
    public void Proxies_are_addresses_and_networks(string text, string address, bool expected)
    {
        Assert.True(TrustedProxies.TryParse(text, out var proxies));
        Assert.Equal(expected, proxies.Contain(System.Net.IPAddress.Parse(address)));
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
