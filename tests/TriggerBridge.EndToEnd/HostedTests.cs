using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TriggerBridge.EndToEnd.Testing;

namespace TriggerBridge.EndToEnd;

/// <summary>The app as the custom handler of the Functions host.</summary>
public sealed class HostedTests
{
    private static readonly Dictionary<string, string> Host = new(StringComparer.Ordinal)
    {
        ["FUNCTIONS_CUSTOMHANDLER_PORT"] = "0",
        // The handler inherits the host's environment, with the host's own address.
        ["ASPNETCORE_URLS"] = "http://127.0.0.1:1",
    };

    private const string TimerCall = """
        {"Data":{"timer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}},"Metadata":{"sys":{"MethodName":"ProcessDueWork","UtcNow":"2026-01-01T00:00:00Z","RandGuid":"c0ffee"}}}
        """;

    [Fact]
    public async Task The_hosts_timer_calls_are_answered_with_a_JSON_object_and_do_what_is_due()
    {
        await using var system = await LocalSystem.StartAsync("""
            "dispatchBudget": "00:00:00",
            """, Host);

        using var answer = await system.DeliverAsync("event-1");
        Assert.Equal("Received", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString());

        using var tick = await system.App.PostAsync("/ProcessDueWork", TimerCall, withKey: false);
        Assert.Equal(HttpStatusCode.OK, tick.StatusCode);
        Assert.Equal(JsonValueKind.Object, (await tick.Content.ReadFromJsonAsync<JsonElement>()).ValueKind);
        Assert.Single(await system.Tenant.ExecutionsAsync());
    }

    [Fact]
    public async Task The_host_asks_for_the_key_so_the_handler_does_not()
    {
        await using var system = await LocalSystem.StartAsync(settings: Host);
        using var answer = await system.App.GetAsync("/api/deliveries", withKey: false);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Alone_the_app_asks_for_the_key_and_has_no_address_for_timers()
    {
        await using var system = await LocalSystem.StartAsync();
        using var closed = await system.App.GetAsync("/api/deliveries", withKey: false);
        Assert.Equal(HttpStatusCode.Unauthorized, closed.StatusCode);
        using var timer = await system.App.PostAsync("/ProcessDueWork", TimerCall);
        Assert.Equal(HttpStatusCode.NotFound, timer.StatusCode);
    }
}
