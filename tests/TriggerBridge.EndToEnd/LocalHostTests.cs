using System.Net;
using TriggerBridge.EndToEnd.Testing;

namespace TriggerBridge.EndToEnd;

/// <summary>The app without the Functions host.</summary>
public sealed class LocalHostTests
{
    [Fact]
    public async Task By_itself_the_app_asks_for_the_key_and_has_no_address_for_timers()
    {
        await using var system = await LocalSystem.StartAsync();

        using var closed = await system.App.GetAsync("/api/deliveries", withKey: false);
        using var timer = await system.App.PostAsync("/ProcessDueWork", "{}");

        Assert.Equal(HttpStatusCode.Unauthorized, closed.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, timer.StatusCode);
    }
}
