using System.Text.Json;
using Microsoft.Extensions.Logging;
using TriggerBridge.Tenants;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Dispatch;

/// <summary>Tokens and events go to the tenant's own host, whatever a credential says.</summary>
public sealed class CredentialUrlTests
{
    [Theory]
    [InlineData("https://evil.example/collect", "its 'url' leads to evil.example, which is not one of the tenant's hosts. It must be https, and at the host of TriggerBridge__Tenants__acme__BaseUrl or one of TriggerBridge__Tenants__acme__AllowedHosts.")]
    [InlineData("https://acme.example.com@evil.example/collect", "its 'url' has a user name in it. ")]
    [InlineData("http://acme.example.com/v2026/x", "its 'url' is not https. ")]
    public async Task A_credential_that_leads_elsewhere_sends_neither_client_nor_token_nor_event_and_the_delivery_waits_with_that_reason(string url, string reason)
    {
        await using var app = await TestApp.StartAsync(secrets: Secrets(url));

        var accepted = await app.DeliverAsync("event");
        for (var minute = 0; minute < 10; minute++)
            await app.TickAsync(TimeSpan.FromMinutes(1));

        var delivery = await app.DeliveryAsync(accepted);
        Assert.Equal("RetryScheduled", delivery.GetProperty("status").GetString());
        Assert.StartsWith($"The secret 'client' is not used: {reason}", delivery.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Empty(app.Tenant.Handler.Requests);
        Assert.Contains(app.Logs.At(LogLevel.Error), line => line.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_mended_credential_is_used_without_a_restart()
    {
        await using var app = await TestApp.StartAsync(secrets: Secrets("https://evil.example/collect"));
        var accepted = await app.DeliverAsync("event");
        app.WriteSecrets(Secrets("https://acme.example.com/v2026/x"));

        for (var minute = 0; minute < 10; minute++)
            await app.TickAsync(TimeSpan.FromMinutes(1));

        Assert.Equal("Started", (await app.DeliveryAsync(accepted)).GetProperty("status").GetString());
        Assert.Equal(["https://acme.example.com/oauth/token", "https://acme.example.com/v2026/x"], Addresses(app));
    }

    [Fact]
    public async Task A_host_on_the_tenants_list_is_called_and_the_token_still_comes_from_the_tenant()
    {
        await using var app = await TestApp.StartAsync(
            "", Secrets("https://gateway.example:8443/isc/x"), "TriggerBridge:Tenants:acme:AllowedHosts= other.example, Gateway.example:8443");

        await app.DeliverAsync("event");

        Assert.Equal(["https://acme.example.com/oauth/token", "https://gateway.example:8443/isc/x"], Addresses(app));
    }

    [Fact]
    public async Task The_url_of_a_credential_for_reading_is_never_called()
    {
        await using var app = await TestApp.StartWithSimulatorAsync();
        app.WriteSecrets($$"""
            {
              "hook": "{{TestApp.Secret}}", "client": { "id": "external", "secret": "s" },
              "reader": { "id": "reader", "secret": "r", "url": "https://evil.example/collect" }
            }
            """);

        await app.DeliverAsync("event");
        for (var minute = 0; minute < 20; minute++)
            await app.TickAsync(TimeSpan.FromMinutes(1));

        Assert.True(app.Simulator.Gets + app.Simulator.Lists > 0);
        Assert.All(app.Simulator.Handler.Requests, request => Assert.Equal("https://acme.example.com", request.Url.GetLeftPart(UriPartial.Authority)));
    }

    [Theory]
    [InlineData("gateway.example", null)]
    [InlineData("gateway.example, other.example:8443,[::1]:80", null)]
    [InlineData("https://gateway.example", "https://gateway.example")]
    [InlineData("gateway.example/isc", "gateway.example/isc")]
    [InlineData("*.example", "*.example")]
    [InlineData("user@gateway.example", "user@gateway.example")]
    [InlineData("gateway.example:443", "gateway.example:443")]
    [InlineData("gateway.example other.example", "gateway.example other.example")]
    public void What_is_no_host_in_the_list_stops_the_start(string hosts, string? wrong)
    {
        var options = new TenantOptions { Tenants = { ["acme"] = new TenantSettings { BaseUrl = new Uri("https://acme.example.com"), AllowedHosts = hosts } } };

        var result = new TenantOptionsValidator().Validate(null, options);

        Assert.Equal(wrong is not null, result.Failed);
        if (wrong is not null)
            Assert.StartsWith($"TriggerBridge__Tenants__acme__AllowedHosts has '{wrong}': ", Assert.Single(result.Failures!), StringComparison.Ordinal);
    }

    private static string Secrets(string url) => $$"""
        { "hook": "{{TestApp.Secret}}", "client": { "id": "external", "secret": "s", "url": {{JsonSerializer.Serialize(url)}} } }
        """;

    private static IEnumerable<string> Addresses(TestApp app) => app.Tenant.Handler.Requests.Select(request => request.Url.AbsoluteUri);
}
