using System.Globalization;
using System.Net;
using TriggerBridge.SailPoint.Api.Models;
using TriggerBridge.SailPoint.Executions;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.SailPoint.Executions;

public sealed class ExecutionClientTests
{
    private const string Execution =
        """{"id":"e1","workflowId":"w1","requestId":"r","startTime":"2022-02-07T20:13:29.356648026Z","closeTime":"2022-02-07T20:13:31.682410165Z","status":"Completed"}""";

    private static readonly DateTimeOffset From = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("v2026", "/v2026/workflows/w1/executions", "/v2026/workflow-executions/e1")]
    [InlineData("beta", "/beta/workflows/w1/executions", "/beta/workflow-executions/e1")]
    [InlineData("v1", "/workflows/v1/w1/executions", "/workflow-executions/v1/e1")]
    public async Task Each_version_has_its_paths(string version, string list, string execution)
    {
        using var isc = new ReadingApi(request => request.Url.AbsolutePath.EndsWith("/history-v2", StringComparison.Ordinal)
            ? Answer(HttpStatusCode.NotFound, "{}")
            : Answer(HttpStatusCode.OK, "[]"), version);
        await isc.Client.ListAsync(isc.Caller, Query(), 0, default);
        await isc.Client.GetAsync(isc.Caller, "e1", default);
        await isc.Client.HistoryAsync(isc.Caller, "e1", default);
        await isc.Client.CancelAsync(isc.Caller, "e1", default);

        Assert.Equal([list, execution, execution + "/history-v2", execution + "/history", execution + "/cancel"], isc.Paths);
    }

    [Fact]
    public async Task A_list_is_asked_for_by_window_status_and_page()
    {
        using var isc = new ReadingApi(_ => Answer(HttpStatusCode.OK, "[]"));
        await isc.Client.ListAsync(isc.Caller, Query() with { Status = "Running" }, 500, default);

        var query = isc.Stub.Requests[^1].Url.Query;
        Assert.Equal(
            "?limit=250&offset=500&filters=start_time ge \"2026-06-01T12:00:00.000Z\" and start_time le \"2026-06-01T12:05:00.250Z\" and status eq \"Running\"",
            Uri.UnescapeDataString(query));
    }

    [Fact]
    public async Task An_execution_is_read_with_ISCs_nine_decimals_and_ISCs_clock()
    {
        using var isc = new ReadingApi(_ =>
        {
            var answer = Answer(HttpStatusCode.OK, Execution);
            answer.Headers.Date = From;
            return answer;
        });

        var found = Assert.IsType<IscAnswer<WorkflowExecution>.Found>(await isc.Client.GetAsync(isc.Caller, "e1", default));

        Assert.Equal(From, found.ServerDate);
        Assert.Equal("Completed", found.Value.Status);
        Assert.Equal("w1", found.Value.WorkflowId);
        Assert.Equal(DateTimeOffset.Parse("2022-02-07T20:13:29.3566480Z", CultureInfo.InvariantCulture), found.Value.StartTime);
        Assert.NotNull(found.Value.CloseTime);
    }

    [Theory]
    [InlineData("""{"id":"e1","status":"Executing"}""")]
    [InlineData("""{"id":"e1","status":"Executing","startTime":17,"closeTime":null,"workflowId":{"odd":1}}""")]
    [InlineData("""{"new":[],"id":"e1","status":"Executing","startTime":"not a time"}""")]
    public async Task What_is_missing_or_odd_is_taken_as_not_said(string body)
    {
        using var isc = new ReadingApi(_ => Answer(HttpStatusCode.OK, body));
        var found = Assert.IsType<IscAnswer<WorkflowExecution>.Found>(await isc.Client.GetAsync(isc.Caller, "e1", default));
        Assert.Equal(new WorkflowExecution { Id = "e1", Status = "Executing" }, found.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("{}")]
    [InlineData("""[{"id":"e1","status":"Running"},{"status":"Running"}]""")]
    [InlineData("""[{"id":"e1","status":"Running"}""")]
    public async Task A_list_that_cannot_be_read_whole_has_failed(string body)
    {
        using var isc = new ReadingApi(_ => Answer(HttpStatusCode.OK, body));
        Assert.IsType<IscAnswer<IReadOnlyList<WorkflowExecution>>.Failed>(await isc.Client.ListAsync(isc.Caller, Query(), 0, default));
    }

    [Theory]
    [InlineData(403, IscBodies.Forbidden, "The server understood the request but refuses to authorize it.")]
    [InlineData(429, IscBodies.RateLimited, "Rate Limit Exceeded")]
    [InlineData(502, IscBodies.BadGateway, "HTTP 502 without a readable body")]
    [InlineData(400, """{"messages":[{"text":"token-1 is bad"}]}""", "*** is bad")]
    public async Task A_failure_has_its_status_its_message_and_when_to_come_back_and_is_not_repeated(int status, string body, string message)
    {
        using var isc = new ReadingApi(_ =>
        {
            var answer = Answer((HttpStatusCode)status, body);
            answer.Headers.Add("Retry-After", "7");
            return answer;
        });
        var failed = Assert.IsType<IscAnswer<WorkflowExecution>.Failed>(await isc.Client.GetAsync(isc.Caller, "e1", default));
        Assert.Equal((status, message, TimeSpan.FromSeconds(7)), (failed.HttpStatus, failed.Message, failed.RetryAfter!.Value));
        Assert.Single(isc.Paths);
    }

    [Fact]
    public async Task A_refused_token_is_renewed_once()
    {
        using var isc = new ReadingApi(request => request.Headers["Authorization"] == "Bearer token-1"
            ? Answer(HttpStatusCode.Unauthorized, IscBodies.Unauthorized)
            : Answer(HttpStatusCode.OK, Execution));
        Assert.IsType<IscAnswer<WorkflowExecution>.Found>(await isc.Client.GetAsync(isc.Caller, "e1", default));
        Assert.Equal(2, isc.Paths.Length);
    }

    [Fact]
    public async Task A_renewed_token_that_is_refused_too_is_a_failure()
    {
        using var isc = new ReadingApi(_ => Answer(HttpStatusCode.Unauthorized, IscBodies.Unauthorized));
        var failed = Assert.IsType<IscAnswer<WorkflowExecution>.Failed>(await isc.Client.GetAsync(isc.Caller, "e1", default));
        Assert.Equal(401, failed.HttpStatus);
        Assert.Equal(2, isc.Paths.Length);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(503)]
    public async Task Without_a_token_nothing_is_asked_and_the_token_is_not_asked_for_again(int status)
    {
        using var isc = new ReadingApi(_ => Answer(HttpStatusCode.OK, Execution)) { TokenStatus = (HttpStatusCode)status };
        var failed = Assert.IsType<IscAnswer<WorkflowExecution>.Failed>(await isc.Client.GetAsync(isc.Caller, "e1", default));
        Assert.Equal(status, failed.HttpStatus);
        Assert.StartsWith("No token: ", failed.Message, StringComparison.Ordinal);
        Assert.Equal((1, 0), (isc.TokensAskedFor, isc.Paths.Length));
    }

    [Fact]
    public async Task Each_request_needs_the_callers_permission()
    {
        var permits = new Queue<bool>([true, false]);
        using var isc = new ReadingApi(_ => Answer(HttpStatusCode.Unauthorized, IscBodies.Unauthorized));
        var caller = isc.Caller with { MaySend = () => ValueTask.FromResult(permits.Dequeue()) };

        var away = Assert.IsType<IscAnswer<WorkflowExecution>.Unreachable>(await isc.Client.GetAsync(caller, "e1", default));

        Assert.Contains("no permit", away.Message, StringComparison.Ordinal);
        Assert.Single(isc.Paths);
        Assert.Empty(permits);
    }

    [Fact]
    public async Task A_cancellation_is_the_callers_own_affair()
    {
        using var stop = new CancellationTokenSource();
        using var isc = new ReadingApi(_ =>
        {
            stop.Cancel();
            throw new OperationCanceledException(stop.Token);
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => isc.Client.GetAsync(isc.Caller, "e1", stop.Token));
    }

    [Fact]
    public async Task What_breaks_is_an_answer_and_no_exception()
    {
        using var isc = new ReadingApi(_ => throw new HttpRequestException(HttpRequestError.ConnectionError));
        var away = Assert.IsType<IscAnswer<WorkflowExecution>.Unreachable>(await isc.Client.GetAsync(isc.Caller, "e1", default));
        Assert.Contains("ConnectionError", away.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(204, typeof(IscAnswer<CancelAccepted>.Found))]
    [InlineData(404, typeof(IscAnswer<CancelAccepted>.NotFound))]
    [InlineData(400, typeof(IscAnswer<CancelAccepted>.Failed))]
    public async Task Cancelling_is_accepted_or_not(int status, Type expected)
    {
        using var isc = new ReadingApi(_ => new HttpResponseMessage((HttpStatusCode)status));
        Assert.IsType(expected, await isc.Client.CancelAsync(isc.Caller, "e1", default));
        Assert.Equal(HttpMethod.Post, isc.Stub.Requests[^1].Method);
    }

    private static ExecutionQuery Query() => new() { WorkflowId = "w1", From = From, To = From.AddMinutes(5).AddMilliseconds(250) };

    private static HttpResponseMessage Answer(HttpStatusCode status, string json) => StubHttpHandler.Json(status, json);
}
