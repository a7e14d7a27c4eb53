using System.Net;
using TriggerBridge.SailPoint.Executions;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.SailPoint.Executions;

/// <summary>Histories as the specification, the live service and the simulator write them.</summary>
public sealed class HistoryTests
{
    private const string Started = """{"type":"WorkflowExecutionStarted","timestamp":"2026-06-01T12:00:00Z","attributes":{"input":{"login":"octocat"}}}""";

    [Theory]
    [InlineData($"[{Started}]")]
    [InlineData("{\"definition\":{},\"history\":[" + Started + "],\"trigger\":{}}")]
    [InlineData("{\"history\":" + Started + "}")]
    [InlineData($$"""[{"type":"WorkflowExecutionScheduled"},{"odd":1},"odd",{{Started}}]""")]
    public async Task The_input_is_found_in_each_form(string body)
    {
        var history = await ReadAsync(body);
        Assert.True(history.ShowsStart);
        Assert.Equal("octocat", history.Input!.Value.GetProperty("login").GetString());
        Assert.Null(history.Failure);
    }

    [Theory]
    [InlineData("""[{"type":"WorkflowExecutionScheduled","attributes":{}}]""")]
    [InlineData("""[{"type":"WorkflowExecutionStarted"}]""")]
    [InlineData("""[{"type":"WorkflowExecutionStarted","attributes":null}]""")]
    public async Task Without_the_start_nothing_is_said_about_the_input(string body)
    {
        var history = await ReadAsync(body);
        Assert.False(history.ShowsStart);
        Assert.Null(history.Input);
    }

    [Theory]
    [InlineData("""{"attributes":{"stepName":"Send","error":"refused"}}""", "Send", "refused")]
    [InlineData("""{"attributes":{"displayName":"Send","failure":{"message":"refused"}}}""", "Send", "refused")]
    [InlineData("""{"attributes":{"error":"octocat is\nunknown"}}""", null, "*** is unknown")]
    [InlineData("""{"attributes":{}}""", null, null)]
    public async Task The_failing_step_is_named_without_values_of_the_input(string failed, string? step, string? error)
    {
        var history = await ReadAsync($$$"""[{{{Started}}},{"type":"ActivityTaskFailed",{{{failed[1..]}}},{"type":"WorkflowExecutionFailed","attributes":{"error":"less"}}]""");
        Assert.Equal(new FailedStep(step, error), history.Failure);
    }

    [Fact]
    public async Task An_error_as_long_as_a_page_is_not_repeated()
    {
        var history = await ReadAsync($$$"""[{"type":"ActivityTaskFailed","attributes":{"error":"{{{new string('x', 5000)}}}"}}]""");
        Assert.Equal("an error that is too long to be shown here", history.Failure!.Error);
    }

    [Fact]
    public async Task Without_a_failed_step_the_execution_itself_has_failed() =>
        Assert.Equal(new FailedStep(null, "why"), (await ReadAsync("""[{"type":"WorkflowExecutionFailed","attributes":{"error":"why"}}]""")).Failure);

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"history":"none"}""")]
    [InlineData("not JSON")]
    public async Task What_has_no_events_has_failed(string body)
    {
        using var isc = new ReadingApi(_ => StubHttpHandler.Json(HttpStatusCode.OK, body));
        Assert.IsType<IscAnswer<ExecutionHistory>.Failed>(await isc.Client.HistoryAsync(isc.Caller, "e1", default));
    }

    [Fact]
    public async Task A_history_of_several_megabytes_is_read()
    {
        var large = new string('x', 3 * 1024 * 1024);
        var history = await ReadAsync("[" + Started.Replace("octocat", large, StringComparison.Ordinal) + "]");
        Assert.Equal(large.Length, history.Input!.Value.GetProperty("login").GetString()!.Length);
    }

    private static async Task<ExecutionHistory> ReadAsync(string body)
    {
        using var isc = new ReadingApi(_ => StubHttpHandler.Json(HttpStatusCode.OK, body));
        return Assert.IsType<IscAnswer<ExecutionHistory>.Found>(await isc.Client.HistoryAsync(isc.Caller, "e1", default)).Value;
    }
}
