using System.Net;

namespace TriggerBridge.Tests.Simulator;

public sealed class RequestPaceTests
{
    [Fact]
    public async Task Request_over_the_pace_waits_until_the_oldest_leaves_the_window()
    {
        await using var simulator = await RunningSimulator.StartAsync("--requests-per-10-seconds", "2");
        await simulator.AuthenticateAsync();
        await simulator.StartExecutionAsync();
        simulator.Clock.Advance(6.5);
        await simulator.StartExecutionAsync();

        using var refused = await simulator.ExecuteAsync();
        simulator.Clock.Advance(3.5);
        await simulator.StartExecutionAsync();
        using var refusedAgain = await simulator.ExecuteAsync();

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(4), refused.Headers.RetryAfter?.Delta);
        Assert.Equal(HttpStatusCode.TooManyRequests, refusedAgain.StatusCode);
        Assert.Equal(3, (await simulator.RecordedAsync()).GetArrayLength());
    }

    [Fact]
    public async Task Each_client_has_its_own_pace()
    {
        await using var simulator = await RunningSimulator.StartAsync("--requests-per-10-seconds", "1");
        await simulator.AuthenticateAsync("one");
        await simulator.StartExecutionAsync();

        await simulator.AuthenticateAsync("two");
        await simulator.StartExecutionAsync();

        Assert.Equal(2, (await simulator.RecordedAsync()).GetArrayLength());
    }
}
