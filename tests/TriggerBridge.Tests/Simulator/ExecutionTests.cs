using System.Net;

namespace TriggerBridge.Tests.Simulator;

public sealed class ExecutionTests
{
    [Theory]
    [InlineData(0, "Queued")]
    [InlineData(1, "Running")]
    [InlineData(3.9, "Running")]
    [InlineData(4, "Completed")]
    public async Task Execution_goes_from_queued_over_running_to_completed(double after, string status)
    {
        await using var simulator = await RunningSimulator.StartAuthenticatedAsync("--complete-after", "00:00:04");
        var id = await simulator.StartExecutionAsync();

        simulator.Clock.Advance(after);

        Assert.Equal(status, await simulator.StatusOfAsync(id));
    }

    [Theory]
    [InlineData("/beta/workflow-executions")]
    [InlineData("/v2026/workflow-executions")]
    [InlineData("/workflow-executions/v1")]
    public async Task Execution_has_the_fields_of_the_specification(string executions)
    {
        await using var simulator = await RunningSimulator.StartAuthenticatedAsync();
        var id = await simulator.StartExecutionAsync("w9");
        simulator.Clock.Advance(60);

        var execution = await simulator.GetJsonAsync($"{executions}/{id}");

        Assert.Equal(id, execution.GetProperty("id").GetString());
        Assert.Equal("w9", execution.GetProperty("workflowId").GetString());
        Assert.NotEmpty(execution.GetProperty("requestId").GetString()!);
        Assert.Equal("2026-03-01T12:00:00.000000000Z", execution.GetProperty("startTime").GetString());
        Assert.Equal("2026-03-01T12:00:02.000000000Z", execution.GetProperty("closeTime").GetString());
        Assert.Equal("Completed", execution.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("/v2026/workflow-executions/unknown")]
    [InlineData("/v2026/workflow-executions/unknown/history")]
    [InlineData("/workflow-executions/v1/unknown/history-v2")]
    public async Task Unknown_execution_is_not_found(string path)
    {
        await using var simulator = await RunningSimulator.StartAuthenticatedAsync();

        using var answer = await simulator.Client.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("404 Not Found", (await RunningSimulator.JsonOf(answer)).GetProperty("detailCode").GetString());
    }

    [Fact]
    public async Task Canceled_execution_stays_canceled()
    {
        await using var simulator = await RunningSimulator.StartAuthenticatedAsync();
        var id = await simulator.StartExecutionAsync();
        simulator.Clock.Advance(1);

        using var answer = await simulator.PostAsync($"/workflow-executions/v1/{id}/cancel", "");
        simulator.Clock.Advance(60);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        var execution = await simulator.GetJsonAsync($"/v2026/workflow-executions/{id}");
        Assert.Equal("Canceled", execution.GetProperty("status").GetString());
        Assert.Equal("2026-03-01T12:00:01.000000000Z", execution.GetProperty("closeTime").GetString());
        var history = await simulator.GetJsonAsync($"/v2026/workflow-executions/{id}/history");
        Assert.Equal(["WorkflowExecutionStarted", "WorkflowExecutionCanceled"], RunningSimulator.TypesOf(history));
    }

    [Fact]
    public async Task Closed_execution_cannot_be_canceled()
    {
        await using var simulator = await RunningSimulator.StartAuthenticatedAsync();
        var id = await simulator.StartExecutionAsync();
        simulator.Clock.Advance(2);

        using var answer = await simulator.PostAsync($"/v2026/workflow-executions/{id}/cancel", "");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("Completed", await simulator.StatusOfAsync(id));
    }

    [Fact]
    public async Task Execution_shows_only_after_the_delay_of_a_visibility_fault()
    {
        await using var simulator = await RunningSimulator.StartAuthenticatedAsync();
        await simulator.SetFaultsAsync("""[{"on":"visibility","delaySeconds":5,"times":1}]""");
        var id = await simulator.StartExecutionAsync();

        using var early = await simulator.Client.GetAsync($"/v2026/workflow-executions/{id}");
        var earlyList = await simulator.GetJsonAsync("/v2026/workflows/w1/executions");
        using var earlyHistory = await simulator.Client.GetAsync($"/v2026/workflow-executions/{id}/history");
        Assert.Equal(HttpStatusCode.NotFound, early.StatusCode);
        Assert.Equal(0, earlyList.GetArrayLength());
        Assert.Equal(HttpStatusCode.NotFound, earlyHistory.StatusCode);
        Assert.Equal(1, (await simulator.RecordedAsync()).GetArrayLength());

        simulator.Clock.Advance(5);
        Assert.Equal("Completed", await simulator.StatusOfAsync(id));
        Assert.Equal([id], RunningSimulator.IdsOf(await simulator.GetJsonAsync("/v2026/workflows/w1/executions")));
    }
}
