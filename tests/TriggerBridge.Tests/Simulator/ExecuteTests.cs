using System.Net;

namespace TriggerBridge.Tests.Simulator;

public sealed class ExecuteTests
{
    [Theory]
    [InlineData("/beta/workflows")]
    [InlineData("/v3/workflows")]
    [InlineData("/v2024/workflows")]
    [InlineData("/v2025/workflows")]
    [InlineData("/v2026/workflows")]
    [InlineData("/workflows/v1")]
    public async Task Every_form_of_the_path_executes_and_tests(string workflows)
    {
        await using var simulator = await RunningSimulator.StartAuthenticatedAsync();

        using var executed = await simulator.PostAsync($"{workflows}/execute/external/w1", """{"input":{"a":"b"}}""");
        using var tested = await simulator.PostAsync($"{workflows}/execute/external/w1/test", """{"input":{"a":"c"}}""");

        Assert.Equal(HttpStatusCode.OK, executed.StatusCode);
        var answer = await RunningSimulator.JsonOf(executed);
        Assert.True(Guid.TryParse(answer.GetProperty("workflowExecutionId").GetString(), out _));
        Assert.Equal("", answer.GetProperty("message").GetString());
        Assert.Equal("""{"payload":{"a":"c"}}""", await tested.Content.ReadAsStringAsync());
        var recorded = Assert.Single((await simulator.RecordedAsync()).EnumerateArray());
        Assert.Equal(answer.GetProperty("workflowExecutionId").GetString(), recorded.GetProperty("id").GetString());
        Assert.Equal("w1", recorded.GetProperty("workflowId").GetString());
    }

    [Theory]
    [InlineData("/v1/workflows/execute/external/w1")]
    [InlineData("/v2023/workflows/execute/external/w1")]
    [InlineData("/workflows/execute/external/w1")]
    public async Task Path_that_isc_does_not_have_is_not_found(string path)
    {
        await using var simulator = await RunningSimulator.StartAuthenticatedAsync();

        using var answer = await simulator.PostAsync(path, "{}");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Executions_are_recorded_oldest_first_until_cleared()
    {
        await using var simulator = await RunningSimulator.StartAuthenticatedAsync();
        var first = await simulator.StartExecutionAsync("w1");
        var second = await simulator.StartExecutionAsync("w2");

        var recorded = await simulator.RecordedAsync();
        using var cleared = await simulator.Client.DeleteAsync("/_simulator/executions");

        Assert.Equal([first, second], RunningSimulator.IdsOf(recorded));
        Assert.Equal(HttpStatusCode.NoContent, cleared.StatusCode);
        Assert.Equal(0, (await simulator.RecordedAsync()).GetArrayLength());
    }

    [Fact]
    public async Task Parallel_executions_are_all_recorded_once()
    {
        await using var simulator = await RunningSimulator.StartAuthenticatedAsync();

        var ids = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(n => simulator.StartExecutionAsync(body: $$$"""{"input":{"n":{{{n}}}}}""")));

        var recorded = (await simulator.RecordedAsync()).EnumerateArray().ToList();
        Assert.Equivalent(ids, recorded.Select(each => each.GetProperty("id").GetString()), strict: true);
        Assert.Equal(Enumerable.Range(0, 200), recorded.Select(each => each.GetProperty("input").GetProperty("n").GetInt32()).Order());
    }

    [Fact]
    public async Task Requests_are_counted_by_kind()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        using var refused = await simulator.ExecuteAsync();
        await simulator.AuthenticateAsync();
        var id = await simulator.StartExecutionAsync();
        using var tested = await simulator.PostAsync("/v2026/workflows/execute/external/w1/test", "{}");
        await simulator.StatusOfAsync(id);
        await simulator.GetJsonAsync("/v2026/workflows/w1/executions");
        await simulator.GetJsonAsync($"/v2026/workflow-executions/{id}/history");
        await simulator.GetJsonAsync($"/v2026/workflow-executions/{id}/history-v2");
        using var canceled = await simulator.PostAsync($"/v2026/workflow-executions/{id}/cancel", "");

        var counts = await simulator.GetJsonAsync("/_simulator/requests");

        Assert.Equal("""{"token":1,"execute":2,"test":1,"get":1,"list":1,"history":2,"cancel":1,"workflow":0,"library":0,"trigger":0,"subscription":0,"invocation":0,"callback":0}""", counts.GetRawText());
    }

    [Fact]
    public async Task Same_seed_gives_the_same_ids()
    {
        await using var one = await RunningSimulator.StartAsync("--seed", "7");
        await using var other = await RunningSimulator.StartAsync("--seed", "7");
        await one.AuthenticateAsync();
        await other.AuthenticateAsync();

        Assert.Equal(await one.StartExecutionAsync(), await other.StartExecutionAsync());
    }
}
