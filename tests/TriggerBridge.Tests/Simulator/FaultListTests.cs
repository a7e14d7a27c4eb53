using System.Net;

namespace TriggerBridge.Tests.Simulator;

public sealed class FaultListTests
{
    [Theory]
    [InlineData("get", "GET", "/v2026/workflow-executions/{0}")]
    [InlineData("list", "GET", "/v2026/workflows/w1/executions")]
    [InlineData("history", "GET", "/v2026/workflow-executions/{0}/history")]
    [InlineData("history", "GET", "/v2026/workflow-executions/{0}/history-v2")]
    [InlineData("cancel", "POST", "/v2026/workflow-executions/{0}/cancel")]
    [InlineData("test", "POST", "/v2026/workflows/execute/external/w1/test")]
    public async Task Fault_hits_its_operation_on_its_workflow_only(string on, string method, string path)
    {
        await using var simulator = await RunningSimulator.StartWithFaultsAsync($$"""
            [{"on":"{{on}}","status":418,"workflowId":"other"},{"on":"{{on}}","status":502,"workflowId":"w1","times":1}]
            """);
        var target = string.Format(System.Globalization.CultureInfo.InvariantCulture, path, await simulator.StartExecutionAsync("w1"));

        using var faulty = await simulator.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), target));
        using var fine = await simulator.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), target));

        Assert.Equal(HttpStatusCode.BadGateway, faulty.StatusCode);
        Assert.True(fine.IsSuccessStatusCode);
    }

    [Fact]
    public async Task First_fault_that_matches_applies_and_the_next_takes_over()
    {
        await using var simulator = await RunningSimulator.StartWithFaultsAsync("""[{"on":"execute","status":500,"times":1}]""");
        await simulator.SetFaultsAsync("""[{"on":"execute","status":502,"times":1}]""");

        using var first = await simulator.ExecuteAsync();
        using var second = await simulator.ExecuteAsync();
        using var third = await simulator.ExecuteAsync();

        Assert.Equal([500, 502, 200], new[] { first, second, third }.Select(answer => (int)answer.StatusCode));
    }

    [Fact]
    public async Task Faults_are_listed_with_the_times_that_are_left()
    {
        await using var simulator = await RunningSimulator.StartWithFaultsAsync("""
            [{"on":"execute","status":429,"retryAfter":2,"times":3},{"on":"visibility","delaySeconds":5},{"on":"get","drop":true,"times":1}]
            """);
        using var fired = await simulator.ExecuteAsync();

        var faults = await simulator.GetJsonAsync("/_simulator/faults");

        Assert.Equal(3, faults.GetArrayLength());
        Assert.Equal(2, faults[0].GetProperty("times").GetInt32());
        Assert.Equal("execute", faults[0].GetProperty("on").GetString());
        Assert.False(faults[1].TryGetProperty("times", out _));
        Assert.Equal(1, faults[2].GetProperty("times").GetInt32());
    }

    [Fact]
    public async Task Probability_fires_now_and_then_and_the_same_with_the_same_seed()
    {
        var one = await StatusesAsync();
        var other = await StatusesAsync();

        Assert.Equal(one, other);
        Assert.Contains(200, one);
        Assert.Contains(504, one);
        Assert.Equal(10, one.Count(status => status == 504));
    }

    private static async Task<List<int>> StatusesAsync()
    {
        await using var simulator = await RunningSimulator.StartAuthenticatedAsync("--seed", "42");
        await simulator.SetFaultsAsync("""[{"on":"execute","executeThenStatus":504,"probability":0.4,"times":10}]""");
        var statuses = new List<int>();
        for (var n = 0; n < 100; n++)
        {
            using var answer = await simulator.ExecuteAsync();
            statuses.Add((int)answer.StatusCode);
        }

        return statuses;
    }
}
