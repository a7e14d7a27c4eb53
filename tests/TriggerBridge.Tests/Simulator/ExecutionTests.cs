using System.Net;
using System.Text.Json;

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
        await using var simulator = await StartAsync("--complete-after", "00:00:04");
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
        await using var simulator = await StartAsync();
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
        await using var simulator = await StartAsync();

        using var answer = await simulator.Client.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("404 Not Found", (await RunningSimulator.JsonOf(answer)).GetProperty("detailCode").GetString());
    }

    [Fact]
    public async Task List_is_newest_first_of_that_workflow_with_pages_and_a_total()
    {
        await using var simulator = await StartAsync();
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
        Assert.Equal(ids[1..3], IdsOf(await RunningSimulator.JsonOf(answer)));
        Assert.Equal(ids, IdsOf(all));
    }

    [Fact]
    public async Task Total_is_sent_only_when_asked_for()
    {
        await using var simulator = await StartAsync();

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
        await using var simulator = await StartAsync();
        var first = await simulator.StartExecutionAsync();
        simulator.Clock.Advance(10);
        await simulator.SetFaultsAsync("""[{"on":"execute","finalStatus":"Failed","times":1}]""");
        var second = await simulator.StartExecutionAsync();
        simulator.Clock.Advance(10);
        var third = await simulator.StartExecutionAsync();
        string[] ids = [first, second, third];

        var list = await simulator.GetJsonAsync($"/v2026/workflows/w1/executions?filters={Uri.EscapeDataString(filters)}");

        Assert.Equal([.. expected.Select(digit => ids[digit - '0'])], IdsOf(list));
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
        await using var simulator = await StartAsync();

        using var answer = await simulator.Client.GetAsync($"/v2026/workflows/w1/executions?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("400 Bad Request", (await RunningSimulator.JsonOf(answer)).GetProperty("detailCode").GetString());
    }

    [Fact]
    public async Task History_starts_with_the_input_and_ends_when_the_execution_closed()
    {
        await using var simulator = await StartAsync();
        var id = await simulator.StartExecutionAsync(body: """{"input":{"_deliveryId":"d1"}}""");

        var open = await simulator.GetJsonAsync($"/v2026/workflow-executions/{id}/history");
        simulator.Clock.Advance(2);
        var closed = await simulator.GetJsonAsync($"/v2026/workflow-executions/{id}/history");

        Assert.Equal(["WorkflowExecutionStarted"], TypesOf(open));
        Assert.Equal(["WorkflowExecutionStarted", "WorkflowExecutionCompleted"], TypesOf(closed));
        Assert.Equal("d1", closed[0].GetProperty("attributes").GetProperty("input").GetProperty("_deliveryId").GetString());
        Assert.Equal("2026-03-01T12:00:02.000000000Z", closed[1].GetProperty("timestamp").GetString());
    }

    [Fact]
    public async Task History_of_a_failed_execution_names_the_step_and_its_error()
    {
        await using var simulator = await StartAsync();
        await simulator.SetFaultsAsync("""[{"on":"execute","finalStatus":"Failed"}]""");
        var id = await simulator.StartExecutionAsync();
        simulator.Clock.Advance(2);

        var history = (await simulator.GetJsonAsync($"/v2026/workflow-executions/{id}/history-v2")).GetProperty("history");

        Assert.Equal("Failed", await simulator.StatusOfAsync(id));
        Assert.Equal(["WorkflowExecutionStarted", "ActivityTaskFailed", "WorkflowExecutionFailed"], TypesOf(history));
        Assert.NotEmpty(history[1].GetProperty("attributes").GetProperty("stepName").GetString()!);
        Assert.NotEmpty(history[1].GetProperty("attributes").GetProperty("error").GetString()!);
    }

    [Fact]
    public async Task History_v2_has_the_definition_the_events_and_the_trigger()
    {
        await using var simulator = await StartAsync();
        var id = await simulator.StartExecutionAsync();

        var history = await simulator.GetJsonAsync($"/v2026/workflow-executions/{id}/history-v2");

        var start = history.GetProperty("definition").GetProperty("start").GetString()!;
        Assert.True(history.GetProperty("definition").GetProperty("steps").TryGetProperty(start, out _));
        Assert.Equal(["WorkflowExecutionStarted"], TypesOf(history.GetProperty("history")));
        Assert.Equal("EXTERNAL", history.GetProperty("trigger").GetProperty("type").GetString());
    }

    [Fact]
    public async Task Canceled_execution_stays_canceled()
    {
        await using var simulator = await StartAsync();
        var id = await simulator.StartExecutionAsync();
        simulator.Clock.Advance(1);

        using var answer = await simulator.PostAsync($"/workflow-executions/v1/{id}/cancel", "");
        simulator.Clock.Advance(60);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        var execution = await simulator.GetJsonAsync($"/v2026/workflow-executions/{id}");
        Assert.Equal("Canceled", execution.GetProperty("status").GetString());
        Assert.Equal("2026-03-01T12:00:01.000000000Z", execution.GetProperty("closeTime").GetString());
        var history = await simulator.GetJsonAsync($"/v2026/workflow-executions/{id}/history");
        Assert.Equal(["WorkflowExecutionStarted", "WorkflowExecutionCanceled"], TypesOf(history));
    }

    [Fact]
    public async Task Closed_execution_cannot_be_canceled()
    {
        await using var simulator = await StartAsync();
        var id = await simulator.StartExecutionAsync();
        simulator.Clock.Advance(2);

        using var answer = await simulator.PostAsync($"/v2026/workflow-executions/{id}/cancel", "");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("Completed", await simulator.StatusOfAsync(id));
    }

    [Fact]
    public async Task Execution_shows_only_after_the_delay_of_a_visibility_fault()
    {
        await using var simulator = await StartAsync();
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
        Assert.Equal([id], IdsOf(await simulator.GetJsonAsync("/v2026/workflows/w1/executions")));
    }

    private static async Task<RunningSimulator> StartAsync(params string[] args)
    {
        var simulator = await RunningSimulator.StartAsync(args);
        await simulator.AuthenticateAsync();
        return simulator;
    }

    private static string[] IdsOf(JsonElement list) => [.. list.EnumerateArray().Select(each => each.GetProperty("id").GetString()!)];

    private static string[] TypesOf(JsonElement events) => [.. events.EnumerateArray().Select(each => each.GetProperty("type").GetString()!)];
}
