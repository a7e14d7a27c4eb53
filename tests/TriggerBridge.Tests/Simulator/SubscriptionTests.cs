using System.Net;

namespace TriggerBridge.Tests.Simulator;

public sealed class SubscriptionTests
{
    [Theory]
    [InlineData("""{"url":"bridge.example","httpDispatchMode":"SYNC"}""", "url")]
    [InlineData("""{"url":"ftp://bridge.example","httpDispatchMode":"SYNC"}""", "url")]
    [InlineData("""{"httpDispatchMode":"SYNC"}""", "url")]
    [InlineData("""{"url":"https://bridge.example"}""", "httpDispatchMode")]
    [InlineData("""{"url":"https://bridge.example","httpDispatchMode":"sync"}""", "httpDispatchMode")]
    [InlineData("""{"url":"https://bridge.example","httpDispatchMode":"SYNC","httpAuthenticationType":"OAUTH"}""", "httpAuthenticationType")]
    [InlineData("""{"url":"https://bridge.example","httpDispatchMode":"SYNC","httpAuthenticationType":"BASIC_AUTH"}""", "basicAuthConfig")]
    [InlineData("""{"url":"https://bridge.example","httpDispatchMode":"SYNC","httpAuthenticationType":"BEARER_TOKEN"}""", "bearerTokenAuthConfig")]
    [InlineData("null", "httpConfig")]
    [InlineData("""{"url":"https://bridge.example","httpDispatchMode":"SYNC"},"responseDeadline":"1 hour" """, "responseDeadline")]
    [InlineData("""{"url":"https://bridge.example","httpDispatchMode":"SYNC"},"responseDeadline":"PT0S" """, "responseDeadline")]
    [InlineData("""{"url":"https://bridge.example","httpDispatchMode":"SYNC"},"responseDeadline":"P99999999999D" """, "responseDeadline")]
    public async Task Subscription_that_could_not_be_called_is_refused_with_its_key_named(string http, string named)
    {
        await using var tenant = await EventTenant.StartAsync();

        using var answer = await tenant.PostAsync(
            "/v2026/trigger-subscriptions", $$"""{"name":"n","triggerId":"{{EventTenant.Approver}}","type":"HTTP","httpConfig":{{http}}}""");

        Assert.Contains(named, await EventTenant.ErrorOf(answer), StringComparison.Ordinal);
        Assert.Equal(0, (await tenant.GetAsync("/v2026/trigger-subscriptions")).GetArrayLength());
    }

    [Theory]
    [InlineData(EventTenant.Approver, 1)]
    [InlineData(EventTenant.Joiner, 50)]
    public async Task Trigger_takes_no_more_subscriptions_than_in_isc(string trigger, int most)
    {
        await using var tenant = await EventTenant.StartAsync();
        for (var count = 0; count < most; count++)
            await tenant.SubscribeAsync(trigger);

        using var answer = await tenant.PostAsync(
            "/v2026/trigger-subscriptions", $$"""{"name":"n","triggerId":"{{trigger}}","type":"HTTP","httpConfig":{"url":"https://bridge.example","httpDispatchMode":"SYNC"} }""");

        Assert.Contains("as many", await EventTenant.ErrorOf(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_that_would_break_a_subscription_changes_nothing()
    {
        await using var tenant = await EventTenant.StartAsync();
        var id = await tenant.SubscribeAsync(EventTenant.Joiner, authentication: ""","httpAuthenticationType":"BEARER_TOKEN","bearerTokenAuthConfig":{"bearerToken":"abc"}""");

        using var patch = new HttpRequestMessage(HttpMethod.Patch, $"/v2026/trigger-subscriptions/{id}") { Content = new StringContent("""[{"op":"add","path":"/filter","value":"$..x"}]""") };
        using var broken = await tenant.SendAsync(patch);
        using var good = new HttpRequestMessage(HttpMethod.Patch, $"/v2026/trigger-subscriptions/{id}") { Content = new StringContent("""[{"op":"add","path":"/filter","value":"$.identity"}]""") };
        using var changed = await tenant.SendAsync(good);
        await tenant.EmitAsync(EventTenant.Joiner);

        Assert.Equal(HttpStatusCode.BadRequest, broken.StatusCode);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.DoesNotContain("abc", await changed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("Bearer abc", Assert.Single(tenant.Subscriber.Requests).Headers["Authorization"]);
    }
}
