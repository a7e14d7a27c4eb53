using System.Net;

namespace TriggerBridge.Tests.Simulator;

public sealed class FaultTests
{
    [Fact]
    public async Task Status_fault_answers_without_executing_for_its_times()
    {
        await using var simulator = await RunningSimulator.StartWithFaultsAsync(
            """[{"on":"execute","status":429,"retryAfter":2,"times":2}]""");

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
        await using var simulator = await RunningSimulator.StartWithFaultsAsync($$"""[{"on":"execute","status":{{status}}}]""");

        using var answer = await simulator.ExecuteAsync();

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.True((await RunningSimulator.JsonOf(answer)).TryGetProperty(property, out _));
    }

    [Fact]
    public async Task Execute_then_drop_starts_one_execution_and_gives_no_answer()
    {
        await using var simulator = await RunningSimulator.StartWithFaultsAsync("""[{"on":"execute","executeThenDrop":true,"times":1}]""");

        await Assert.ThrowsAsync<HttpRequestException>(() => simulator.ExecuteAsync());

        Assert.Equal(1, (await simulator.RecordedAsync()).GetArrayLength());
    }

    [Fact]
    public async Task Execute_then_drop_of_a_body_that_starts_nothing_is_the_bad_request()
    {
        await using var simulator = await RunningSimulator.StartWithFaultsAsync("""[{"on":"execute","executeThenDrop":true}]""");

        using var answer = await simulator.ExecuteAsync(body: "[]");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Drop_gives_no_answer_and_starts_nothing()
    {
        await using var simulator = await RunningSimulator.StartWithFaultsAsync("""[{"on":"execute","drop":true,"times":1}]""");

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
        await using var simulator = await RunningSimulator.StartWithFaultsAsync($"[{fault}]");

        using var answer = await simulator.ExecuteAsync();

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(executions, (await simulator.RecordedAsync()).GetArrayLength());
    }

    [Fact]
    public async Task Client_may_leave_a_hanging_call()
    {
        await using var simulator = await RunningSimulator.StartWithFaultsAsync(
            """[{"on":"execute","executeThenHangSeconds":600,"times":1}]""");
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
        await using var simulator = await RunningSimulator.StartWithFaultsAsync("""[{"on":"execute","disabled":true,"workflowId":"w1"}]""");

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
        await using var simulator = await RunningSimulator.StartWithFaultsAsync("""[{"on":"token","status":500,"times":1}]""");

        using var failed = await simulator.RequestTokenAsync("a", "b");
        using var fine = await simulator.RequestTokenAsync("a", "b");

        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        Assert.Equal(HttpStatusCode.OK, fine.StatusCode);
    }
}
