namespace TriggerBridge.Tests.Simulator;

public sealed class ExecutionHistoryTests
{
    [Fact]
    public async Task History_starts_with_the_input_and_ends_when_the_execution_closed()
    {
        await using var simulator = await RunningSimulator.StartAuthenticatedAsync();
        var id = await simulator.StartExecutionAsync(body: """{"input":{"_deliveryId":"d1"}}""");

        var open = await simulator.GetJsonAsync($"/v2026/workflow-executions/{id}/history");
        simulator.Clock.Advance(2);
        var closed = await simulator.GetJsonAsync($"/v2026/workflow-executions/{id}/history");

        Assert.Equal(["WorkflowExecutionStarted"], RunningSimulator.TypesOf(open));
        Assert.Equal(["WorkflowExecutionStarted", "ActivityTaskCompleted", "WorkflowExecutionCompleted"], RunningSimulator.TypesOf(closed));
        Assert.Equal("d1", closed[0].GetProperty("attributes").GetProperty("input").GetProperty("_deliveryId").GetString());
        Assert.Equal("2026-03-01T12:00:02.000000000Z", closed[1].GetProperty("timestamp").GetString());
    }

    [Fact]
    public async Task History_of_a_failed_execution_names_the_step_and_its_error()
    {
        await using var simulator = await RunningSimulator.StartAuthenticatedAsync();
        await simulator.SetFaultsAsync("""[{"on":"execute","finalStatus":"Failed"}]""");
        var id = await simulator.StartExecutionAsync();
        simulator.Clock.Advance(2);

        var history = (await simulator.GetJsonAsync($"/v2026/workflow-executions/{id}/history-v2")).GetProperty("history");

        Assert.Equal("Failed", await simulator.StatusOfAsync(id));
        Assert.Equal(["WorkflowExecutionStarted", "ActivityTaskFailed", "WorkflowExecutionFailed"], RunningSimulator.TypesOf(history));
        Assert.NotEmpty(history[1].GetProperty("attributes").GetProperty("stepName").GetString()!);
        Assert.NotEmpty(history[1].GetProperty("attributes").GetProperty("error").GetString()!);
    }

    [Fact]
    public async Task History_v2_has_the_definition_the_events_and_the_trigger()
    {
        await using var simulator = await RunningSimulator.StartAuthenticatedAsync();
        var id = await simulator.StartExecutionAsync();

        var history = await simulator.GetJsonAsync($"/v2026/workflow-executions/{id}/history-v2");

        var start = history.GetProperty("definition").GetProperty("start").GetString()!;
        Assert.True(history.GetProperty("definition").GetProperty("steps").TryGetProperty(start, out _));
        Assert.Equal(["WorkflowExecutionStarted"], RunningSimulator.TypesOf(history.GetProperty("history")));
        Assert.Equal("EXTERNAL", history.GetProperty("trigger").GetProperty("type").GetString());
    }
}
