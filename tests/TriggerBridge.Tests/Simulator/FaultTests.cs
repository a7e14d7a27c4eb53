using System.Net;

namespace TriggerBridge.Tests.Simulator;

public sealed class FaultTests
{
    [Fact]
    public async Task Status_fault_answers_without_executing_for_its_times()
    {
        await using var simulator = await StartAsync("""[{"on":"execute","status":429,"retryAfter":2,"times":2}]""");

        using var first = await simulator.ExecuteAsync();
        using var second = await simulator.ExecuteAsync();
        await simulator.StartExecutionAsync();

        Assert.Equal(HttpStatusCode.TooManyRequests, first.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(2), first.Headers.RetryAfter?.Delta);
        Assert.NotEmpty((await RunningSimulator.JsonOf(first)).GetProperty("message").GetString()!);
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.Equal(1, (await simulator.RecordedAsync()).GetArrayLength());
    }

    [Theory]
    [InlineData(400, "detailCode")]
    [InlineData(401, "error")]
    [InlineData(429, "message")]
    [InlineData(503, "trackingId")]
    public async Task Error_has_the_body_that_isc_sends_with_its_status(int status, string property)
    {
        await using var simulator = await StartAsync($$"""[{"on":"execute","status":{{status}}}]""");

        using var answer = await simulator.ExecuteAsync();

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.True((await RunningSimulator.JsonOf(answer)).TryGetProperty(property, out _));
    }

    [Fact]
    public async Task Execute_then_drop_starts_one_execution_and_gives_no_answer()
    {
        await using var simulator = await StartAsync("""[{"on":"execute","executeThenDrop":true,"times":1}]""");

        await Assert.ThrowsAsync<HttpRequestException>(() => simulator.ExecuteAsync());

        Assert.Equal(1, (await simulator.RecordedAsync()).GetArrayLength());
    }

    [Fact]
    public async Task Drop_gives_no_answer_and_starts_nothing()
    {
        await using var simulator = await StartAsync("""[{"on":"execute","drop":true,"times":1}]""");

        await Assert.ThrowsAsync<HttpRequestException>(() => simulator.ExecuteAsync());

        Assert.Equal(0, (await simulator.RecordedAsync()).GetArrayLength());
        Assert.Equal(1, (await simulator.GetJsonAsync("/_simulator/requests")).GetProperty("execute").GetInt32());
    }

    [Theory]
    [InlineData("""{"on":"execute","executeThenStatus":504}""", 504, 1)]
    [InlineData("""{"on":"execute","executeThenHangSeconds":0.01}""", 504, 1)]
    [InlineData("""{"on":"execute","hangSeconds":0.01}""", 504, 0)]
    [InlineData("""{"on":"execute","executeThenStatus":503,"retryAfter":1}""", 503, 1)]
    public async Task Unclear_answer_comes_with_or_without_an_execution(string fault, int status, int executions)
    {
        await using var simulator = await StartAsync($"[{fault}]");

        using var answer = await simulator.ExecuteAsync();

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(executions, (await simulator.RecordedAsync()).GetArrayLength());
    }

    [Fact]
    public async Task Client_may_leave_a_hanging_call()
    {
        await using var simulator = await StartAsync("""[{"on":"execute","executeThenHangSeconds":600,"times":1}]""");
        using var impatience = new CancellationTokenSource();

        var call = simulator.Client.PostAsync("/v2026/workflows/execute/external/w1", null, impatience.Token);
        while ((await simulator.RecordedAsync()).GetArrayLength() == 0)
            await Task.Yield();
        await impatience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await simulator.StartExecutionAsync();
    }

    [Fact]
    public async Task Disabled_workflow_answers_200_with_only_a_message_until_cleared()
    {
        await using var simulator = await StartAsync("""[{"on":"execute","disabled":true,"workflowId":"w1"}]""");

        using var disabled = await simulator.ExecuteAsync("w1");
        using var again = await simulator.ExecuteAsync("w1");
        await simulator.StartExecutionAsync("w2");
        using var cleared = await simulator.Client.DeleteAsync("/_simulator/faults");
        await simulator.StartExecutionAsync("w1");

        const string NotEnabled = """{"message":"Workflow was not executed externally. Check enabled flag on workflow definition"}""";
        Assert.Equal(HttpStatusCode.OK, disabled.StatusCode);
        Assert.Equal(NotEnabled, await disabled.Content.ReadAsStringAsync());
        Assert.Equal(NotEnabled, await again.Content.ReadAsStringAsync());
        Assert.Equal(2, (await simulator.RecordedAsync()).GetArrayLength());
    }

    [Fact]
    public async Task Fault_on_the_token_fails_token_requests()
    {
        await using var simulator = await StartAsync("""[{"on":"token","status":500,"times":1}]""");

        using var failed = await simulator.RequestTokenAsync("a", "b");
        using var fine = await simulator.RequestTokenAsync("a", "b");

        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        Assert.Equal(HttpStatusCode.OK, fine.StatusCode);
    }

    [Theory]
    [InlineData("get", "GET", "/v2026/workflow-executions/{0}")]
    [InlineData("list", "GET", "/v2026/workflows/w1/executions")]
    [InlineData("history", "GET", "/v2026/workflow-executions/{0}/history")]
    [InlineData("history", "GET", "/v2026/workflow-executions/{0}/history-v2")]
    [InlineData("cancel", "POST", "/v2026/workflow-executions/{0}/cancel")]
    [InlineData("test", "POST", "/v2026/workflows/execute/external/w1/test")]
    public async Task Fault_hits_its_operation_on_its_workflow_only(string on, string method, string path)
    {
        await using var simulator = await StartAsync($$"""
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
        await using var simulator = await StartAsync("""[{"on":"execute","status":500,"times":1}]""");
        await simulator.SetFaultsAsync("""[{"on":"execute","status":502,"times":1}]""");

        using var first = await simulator.ExecuteAsync();
        using var second = await simulator.ExecuteAsync();
        using var third = await simulator.ExecuteAsync();

        Assert.Equal([500, 502, 200], new[] { first, second, third }.Select(answer => (int)answer.StatusCode));
    }

    [Fact]
    public async Task Faults_are_listed_with_the_times_that_are_left()
    {
        await using var simulator = await StartAsync("""
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

    [Theory]
    [InlineData("""[{"on":"execute","status":500,"wen":1}]""", "wen")]
    [InlineData("""[{"on":"execute","status":"500"}]""", "status")]
    [InlineData("""[{"on":"execution","status":500}]""", "on")]
    [InlineData("""[{"on":2,"status":500}]""", "on")]
    [InlineData("""[{"status":500}]""", "on")]
    [InlineData("""[{"on":"execute","status":200}]""", "status")]
    [InlineData("""[{"on":"execute","executeThenStatus":700}]""", "executeThenStatus")]
    [InlineData("""[{"on":"execute","drop":true,"times":0}]""", "times")]
    [InlineData("""[{"on":"execute","drop":true,"probability":0}]""", "probability")]
    [InlineData("""[{"on":"execute","drop":true,"probability":1.5}]""", "probability")]
    [InlineData("""[{"on":"execute","drop":true,"retryAfter":5}]""", "retryAfter")]
    [InlineData("""[{"on":"execute","hangSeconds":-1}]""", "hangSeconds")]
    [InlineData("""[{"on":"execute","executeThenHangSeconds":1e300}]""", "executeThenHangSeconds")]
    [InlineData("""[{"on":"execute","finalStatus":"Running"}]""", "finalStatus")]
    [InlineData("""[{"on":"execute","finalStatus":"Exploded"}]""", "finalStatus")]
    [InlineData("""[{"on":"execute","status":500,"drop":true}]""", "status and drop")]
    [InlineData("""[{"on":"execute"}]""", "none")]
    [InlineData("""[{"on":"get","disabled":true}]""", "disabled")]
    [InlineData("""[{"on":"cancel","executeThenDrop":true}]""", "executeThenDrop")]
    [InlineData("""[{"on":"execute","delaySeconds":1}]""", "delaySeconds")]
    [InlineData("""[{"on":"visibility","delaySeconds":-1}]""", "delaySeconds")]
    [InlineData("""[{"on":"visibility","status":500}]""", "status")]
    [InlineData("""[{"on":"token","status":500,"workflowId":"w1"}]""", "workflowId")]
    [InlineData("""[{"on":"execute","drop":true},null]""", "$[1]")]
    [InlineData("""{"on":"execute","drop":true}""", "$")]
    [InlineData("""null""", "array")]
    [InlineData("""[""", "JSON")]
    public async Task Fault_that_is_not_understood_is_refused_with_its_key_named(string faults, string named)
    {
        await using var simulator = await StartAsync("[]");

        using var answer = await simulator.PostAsync("/_simulator/faults", faults);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var text = (await RunningSimulator.JsonOf(answer)).GetProperty("messages")[0].GetProperty("text").GetString();
        Assert.Contains(named, text, StringComparison.Ordinal);
        Assert.Equal(0, (await simulator.GetJsonAsync("/_simulator/faults")).GetArrayLength());
    }

    private static async Task<List<int>> StatusesAsync()
    {
        await using var simulator = await RunningSimulator.StartAsync("--seed", "42");
        await simulator.AuthenticateAsync();
        await simulator.SetFaultsAsync("""[{"on":"execute","executeThenStatus":504,"probability":0.4,"times":10}]""");
        var statuses = new List<int>();
        for (var n = 0; n < 100; n++)
        {
            using var answer = await simulator.ExecuteAsync();
            statuses.Add((int)answer.StatusCode);
        }

        return statuses;
    }

    private static async Task<RunningSimulator> StartAsync(string faults)
    {
        var simulator = await RunningSimulator.StartAsync();
        await simulator.AuthenticateAsync();
        await simulator.SetFaultsAsync(faults);
        return simulator;
    }
}
