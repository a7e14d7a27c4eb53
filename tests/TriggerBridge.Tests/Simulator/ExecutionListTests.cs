using System.Net;

namespace TriggerBridge.Tests.Simulator;

public sealed class ExecutionListTests
{
    [Fact]
    public async Task List_is_newest_first_of_that_workflow_with_pages_and_a_total()
    {
        await using var simulator = await RunningSimulator.StartAuthenticatedAsync();
        var ids = new string[4];
        for (var n = 0; n < 4; n++)
        {
            ids[^(n + 1)] = await simulator.StartExecutionAsync("w1");
            simulator.Clock.Advance(1);
        }

        await simulator.StartExecutionAsync("w2");

        using var answer = await simulator.Client.GetAsync("/v2026/workflows/w1/executions?limit=2&offset=1&count=true");
        var all = await simulator.GetJsonAsync("/workflows/v1/w1/executions");

        Assert.Equal("4", answer.Headers.GetValues("X-Total-Count").Single());
        Assert.Equal(ids[1..3], RunningSimulator.IdsOf(await RunningSimulator.JsonOf(answer)));
        Assert.Equal(ids, RunningSimulator.IdsOf(all));
    }

    [Fact]
    public async Task Total_is_sent_only_when_asked_for()
    {
        await using var simulator = await RunningSimulator.StartAuthenticatedAsync();

        using var answer = await simulator.Client.GetAsync("/v2026/workflows/w1/executions");

        Assert.False(answer.Headers.Contains("X-Total-Count"));
    }

    [Theory]
    [InlineData("start_time ge \"2026-03-01T12:00:10Z\"", "21")]
    [InlineData("start_time gt \"2026-03-01T12:00:10Z\"", "2")]
    [InlineData("start_time le \"2026-03-01T12:00:10.000000000Z\"", "10")]
    [InlineData("start_time lt 2026-03-01T12:00:10Z", "0")]
    [InlineData("start_time eq \"2026-03-01T13:00:10+01:00\"", "1")]
    [InlineData("status eq \"Failed\"", "1")]
    [InlineData("status eq \"Executing\"", "")]
    [InlineData("start_time ge \"2026-03-01T12:00:10Z\" and status eq \"Queued\"", "2")]
    [InlineData("status eq \"Completed\" and start_time le \"2026-03-01T12:00:30Z\" and start_time ge \"2026-03-01T11:00:00Z\"", "0")]
    [InlineData("", "210")]
    public async Task List_is_filtered(string filters, string expected)
    {
        await using var simulator = await RunningSimulator.StartAuthenticatedAsync();
        var first = await simulator.StartExecutionAsync();
        simulator.Clock.Advance(10);
        await simulator.SetFaultsAsync("""[{"on":"execute","finalStatus":"Failed","times":1}]""");
        var second = await simulator.StartExecutionAsync();
        simulator.Clock.Advance(10);
        var third = await simulator.StartExecutionAsync();
        string[] ids = [first, second, third];

        var list = await simulator.GetJsonAsync($"/v2026/workflows/w1/executions?filters={Uri.EscapeDataString(filters)}");

        Assert.Equal([.. expected.Select(digit => ids[digit - '0'])], RunningSimulator.IdsOf(list));
    }

    [Theory]
    [InlineData("filters=start_time")]
    [InlineData("filters=start_time%20ge%20%22yesterday%22")]
    [InlineData("filters=status%20ge%20%22Failed%22")]
    [InlineData("filters=status%20eq%20%22Failed%22%20or%20status%20eq%20%22Queued%22")]
    [InlineData("filters=status%20eq%20%22Failed%22%20and")]
    [InlineData("filters=name%20eq%20%22x%22")]
    [InlineData("limit=251")]
    [InlineData("limit=-1")]
    [InlineData("limit=ten")]
    [InlineData("offset=-1")]
    public async Task Query_that_is_not_understood_is_a_bad_request(string query)
    {
        await using var simulator = await RunningSimulator.StartAuthenticatedAsync();

        using var answer = await simulator.Client.GetAsync($"/v2026/workflows/w1/executions?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("400 Bad Request", (await RunningSimulator.JsonOf(answer)).GetProperty("detailCode").GetString());
    }
}
