using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TriggerBridge.SailPoint.Execute;
using TriggerBridge.SailPoint.Tokens;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.SailPoint.Execute;

public sealed class ExecuteOutcomeTests
{
    private const string ExecutionId = "0e11cefa-96e7-4b67-90d0-065bc1da5753";
    private static readonly Uri Url = new("https://acme.api.identitynow.com/v2026/workflows/execute/external/w1");
    private static readonly AccessToken Token = new("eyJ.token.value", "client-1", DateTimeOffset.UnixEpoch);
    private readonly ManualClock _time = new();

    [Theory]
    [InlineData(200, IscBodies.Started, typeof(ExecuteOutcome.Started), "Started")]
    [InlineData(200, IscBodies.StartedWithMessage, typeof(ExecuteOutcome.Started), "Started")]
    [InlineData(202, IscBodies.Started, typeof(ExecuteOutcome.Started), "Started")]
    [InlineData(200, """{"message":null,"new":{"workflowExecutionId":"no"},"workflowExecutionId":"yes"}""", typeof(ExecuteOutcome.Started), "Started")]
    [InlineData(200, """{"workflowExecutionId":"yes","message":"broken off""", typeof(ExecuteOutcome.Started), "Started")]
    [InlineData(200, IscBodies.Refused, typeof(ExecuteOutcome.Refused), "Workflow was not executed externally. Check enabled flag on workflow definition")]
    [InlineData(200, """{"workflowExecutionId":"","message":"NOT EXECUTED"}""", typeof(ExecuteOutcome.Refused), "NOT EXECUTED")]
    [InlineData(200, """{"workflowExecutionId":null,"message":"not executed"}""", typeof(ExecuteOutcome.Refused), "not executed")]
    [InlineData(202, IscBodies.Refused, typeof(ExecuteOutcome.InDoubt), "HTTP 202 with neither an execution id nor a known refusal")]
    [InlineData(200, """{"message":"Something else"}""", typeof(ExecuteOutcome.InDoubt), "HTTP 200 with neither an execution id nor a known refusal")]
    [InlineData(200, "{}", typeof(ExecuteOutcome.InDoubt), "HTTP 200 with neither an execution id nor a known refusal")]
    [InlineData(200, """{"workflowExecutionId":17}""", typeof(ExecuteOutcome.InDoubt), "HTTP 200 with neither an execution id nor a known refusal")]
    [InlineData(200, """{"x":{"workflowExecutionId":"nested"}}""", typeof(ExecuteOutcome.InDoubt), "HTTP 200 with neither an execution id nor a known refusal")]
    [InlineData(200, """["not executed"]""", typeof(ExecuteOutcome.InDoubt), "HTTP 200 without a readable body")]
    [InlineData(200, """{"message":"not executed"} and more""", typeof(ExecuteOutcome.InDoubt), "HTTP 200 without a readable body")]
    [InlineData(200, IscBodies.BadGateway, typeof(ExecuteOutcome.InDoubt), "HTTP 200 without a readable body")]
    [InlineData(200, "", typeof(ExecuteOutcome.InDoubt), "HTTP 200 without a readable body")]
    [InlineData(204, "", typeof(ExecuteOutcome.InDoubt), "HTTP 204 without a readable body")]
    [InlineData(302, "", typeof(ExecuteOutcome.InDoubt), "HTTP 302 without a readable body")]
    [InlineData(400, IscBodies.BadRequest, typeof(ExecuteOutcome.Rejected), "The request was syntactically correct but its content is semantically invalid.")]
    [InlineData(401, IscBodies.Unauthorized, typeof(ExecuteOutcome.Unauthorized), "JWT validation failed: JWT is expired")]
    [InlineData(403, IscBodies.Forbidden, typeof(ExecuteOutcome.Rejected), "The server understood the request but refuses to authorize it.")]
    [InlineData(403, IscBodies.BlockedAgent, typeof(ExecuteOutcome.Rejected), "HTTP 403 without a readable body")]
    [InlineData(404, IscBodies.NotFound, typeof(ExecuteOutcome.Rejected), "The server did not find a current representation for the target resource.")]
    [InlineData(405, "", typeof(ExecuteOutcome.Rejected), "HTTP 405 without a readable body")]
    [InlineData(408, IscBodies.Fault, typeof(ExecuteOutcome.InDoubt), "An internal fault occurred.")]
    [InlineData(413, "", typeof(ExecuteOutcome.Rejected), "HTTP 413 without a readable body")]
    [InlineData(415, "", typeof(ExecuteOutcome.Rejected), "HTTP 415 without a readable body")]
    [InlineData(422, IscBodies.BadRequest, typeof(ExecuteOutcome.Rejected), "The request was syntactically correct but its content is semantically invalid.")]
    [InlineData(429, IscBodies.RateLimited, typeof(ExecuteOutcome.NotStarted), "Rate Limit Exceeded")]
    [InlineData(499, "", typeof(ExecuteOutcome.InDoubt), "HTTP 499 without a readable body")]
    [InlineData(500, IscBodies.Fault, typeof(ExecuteOutcome.InDoubt), "An internal fault occurred.")]
    [InlineData(502, IscBodies.BadGateway, typeof(ExecuteOutcome.InDoubt), "HTTP 502 without a readable body")]
    [InlineData(503, "", typeof(ExecuteOutcome.InDoubt), "HTTP 503 without a readable body")]
    [InlineData(504, "", typeof(ExecuteOutcome.InDoubt), "HTTP 504 without a readable body")]
    [InlineData(400, """{"messages":"odd","message":{"also":"odd"},"error":["odd"]}""", typeof(ExecuteOutcome.Rejected), "HTTP 400 without a readable body")]
    [InlineData(400, """{"messages":[],"error":"  ","message":"the last resort"}""", typeof(ExecuteOutcome.Rejected), "the last resort")]
    [InlineData(400, """{"messages":[1,{"no":1},{"text":"first"},{"text":"second"}],"error":"e"}""", typeof(ExecuteOutcome.Rejected), "first")]
    [InlineData(400, """{"messages":[{"text":"line one\r\n\tline\u0000two"}]""", typeof(ExecuteOutcome.Rejected), "line one line two")]
    public async Task Every_answer_has_its_outcome(int status, string body, Type outcome, string message)
    {
        var actual = await Execute(_ => StubHttpHandler.Json((HttpStatusCode)status, body));

        Assert.IsType(outcome, actual);
        Assert.Equal(message, actual.Message);
        Assert.Equal(status, actual.HttpStatus);
    }

    [Fact]
    public async Task Started_carries_the_execution_id_and_the_servers_clock()
    {
        var date = new DateTimeOffset(2026, 3, 14, 9, 0, 7, TimeSpan.Zero);
        var outcome = await Execute(_ =>
        {
            var response = StubHttpHandler.Json(HttpStatusCode.OK, IscBodies.Started);
            response.Headers.Date = date;
            return response;
        });

        var started = Assert.IsType<ExecuteOutcome.Started>(outcome);
        Assert.Equal(ExecutionId, started.WorkflowExecutionId);
        Assert.Equal(date, started.ServerDate);
    }

    [Theory]
    [InlineData(IscBodies.Fault, "b21b1f7ce4da4d639f2c62a57171b427")]
    [InlineData("""{"trackingId":"<script>"}""", null)]
    [InlineData("""{"trackingId":12}""", null)]
    public async Task Tracking_id_is_taken_if_it_is_one(string body, string? trackingId)
    {
        var outcome = await Execute(_ => StubHttpHandler.Json(HttpStatusCode.InternalServerError, body));

        Assert.Equal(trackingId, outcome.TrackingId);
    }

    [Theory]
    [InlineData(429, null, null)]
    [InlineData(429, "7", 7)]
    [InlineData(429, "0", 0)]
    [InlineData(429, "soon", null)]
    [InlineData(429, "Sat, 14 Mar 2026 10:00:09 GMT", 9)]
    [InlineData(429, "Sat, 14 Mar 2026 08:00:00 GMT", 0)]
    [InlineData(503, "30", 30)]
    public async Task Turned_away_is_not_started_and_says_when_to_come_back(int status, string? header, int? seconds)
    {
        var outcome = await Execute(_ =>
        {
            var response = StubHttpHandler.Json((HttpStatusCode)status, IscBodies.RateLimited);
            // An hour ahead of our clock: the date in Retry-After is one of the server's clock.
            response.Headers.Date = new DateTimeOffset(2026, 3, 14, 10, 0, 0, TimeSpan.Zero);
            if (header is not null)
                response.Headers.TryAddWithoutValidation("Retry-After", header);
            return response;
        });

        var notStarted = Assert.IsType<ExecuteOutcome.NotStarted>(outcome);
        Assert.Equal(seconds, (int?)notStarted.RetryAfter?.TotalSeconds);
    }

    [Fact]
    public async Task Retry_dates_without_a_server_date_are_measured_on_our_clock()
    {
        var outcome = await Execute(_ =>
        {
            var response = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
            response.Headers.RetryAfter = new RetryConditionHeaderValue(_time.GetUtcNow().AddMinutes(2));
            return response;
        });

        Assert.Equal(TimeSpan.FromMinutes(2), Assert.IsType<ExecuteOutcome.NotStarted>(outcome).RetryAfter);
    }

    [Fact]
    public async Task Message_blots_out_the_token_and_the_input_that_ISC_quotes()
    {
        var outcome = await Execute(
            request => StubHttpHandler.Json(HttpStatusCode.BadRequest, JsonSerializer.Serialize(new
            {
                messages = new[] { new { text = $"Cannot read {request.Body} sent with {request.Headers["Authorization"]}: ANNABEL O'Neil (4711000)" } },
            })),
            """{"input":{"first":"Ann","given":"Anna","name":"Annabel O\u0027Neil","number":4711000}}""");

        Assert.StartsWith("Cannot read", outcome.Message, StringComparison.Ordinal);
        foreach (var secret in new[] { Token.Value, "Neil", "Annabel", "bel", "4711000" })
            Assert.DoesNotContain(secret, outcome.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Refusal_blots_out_the_input_too()
    {
        var outcome = await Execute(
            _ => StubHttpHandler.Json(HttpStatusCode.OK, """{"message":"Workflow for jane.doe was not executed"}"""),
            """{"input":{"login":"jane.doe"}}""");

        Assert.IsType<ExecuteOutcome.Refused>(outcome);
        Assert.Equal("Workflow for *** was not executed", outcome.Message);
    }

    [Theory]
    [InlineData(299, 299)]
    [InlineData(301, 300)]
    [InlineData(4096, 300)]
    public async Task Long_messages_are_cut(int length, int kept)
    {
        var outcome = await Execute(_ => StubHttpHandler.Json(HttpStatusCode.BadRequest, $$"""{"message":"{{new string('x', length)}}"}"""));

        Assert.Equal(new string('x', kept), outcome.Message);
    }

    [Fact]
    public async Task A_page_of_text_is_no_message()
    {
        var outcome = await Execute(_ => StubHttpHandler.Json(HttpStatusCode.BadRequest, $$"""{"message":"{{new string('x', 4097)}}"}"""));

        Assert.Equal("HTTP 400 without a readable body", outcome.Message);
    }

    [Fact]
    public async Task A_cut_leaves_no_half_character()
    {
        var outcome = await Execute(_ => StubHttpHandler.Json(HttpStatusCode.BadRequest, $$"""{"message":"x{{string.Concat(Enumerable.Repeat("😀", 200))}}"}"""));

        Assert.Equal(299, outcome.Message.Length);
        Assert.False(char.IsHighSurrogate(outcome.Message[^1]));
    }

    [Theory]
    [InlineData(256, typeof(ExecuteOutcome.Started))]
    [InlineData(257, typeof(ExecuteOutcome.InDoubt))]
    public async Task Absurdly_long_ids_are_none(int length, Type outcome)
    {
        var actual = await Execute(_ => StubHttpHandler.Json(HttpStatusCode.OK, $$"""{"workflowExecutionId":"{{new string('a', length)}}"}"""));

        Assert.IsType(outcome, actual);
    }

    [Fact]
    public async Task A_body_without_end_is_read_to_the_limit_only()
    {
        var refusalThenBlanks = IscBodies.Refused + new string(' ', 4 * 1024 * 1024);
        var outcome = await Execute(_ => StubHttpHandler.Json(HttpStatusCode.OK, refusalThenBlanks));

        Assert.IsType<ExecuteOutcome.InDoubt>(outcome);
        Assert.Equal("HTTP 200 without a readable body", outcome.Message);
    }

    [Fact]
    public async Task Request_is_the_one_that_ISC_expects()
    {
        using var handler = new StubHttpHandler(_ => StubHttpHandler.Json(HttpStatusCode.OK, IscBodies.Started));
        await Execute(handler, """{"input":{"a":1}}""");

        var request = Assert.Single(handler.Requests);
        Assert.Equal(HttpMethod.Post, request.Method);
        Assert.Equal(Url, request.Url);
        Assert.Equal("""{"input":{"a":1}}""", request.Body);
        Assert.Equal("application/json", request.Headers["Content-Type"]);
        Assert.Equal("Bearer eyJ.token.value", request.Headers["Authorization"]);
        Assert.Matches("^TriggerBridge/[0-9.]+$", request.Headers["User-Agent"]);
    }

    [Fact]
    public async Task An_empty_body_is_a_callers_mistake()
    {
        using var handler = new StubHttpHandler(_ => StubHttpHandler.Json(HttpStatusCode.OK, IscBodies.Started));

        await Assert.ThrowsAsync<ArgumentException>(() => Execute(handler, ""));
        Assert.Empty(handler.Requests);
    }

    private Task<ExecuteOutcome> Execute(Func<StubHttpHandler.Request, HttpResponseMessage> answer, string json = """{"input":{}}""") =>
        Execute(new StubHttpHandler(answer), json);

    private async Task<ExecuteOutcome> Execute(StubHttpHandler handler, string json)
    {
        await using var services = IscTestClient.Over(handler, _time);
        var client = services.GetRequiredService<ExternalWorkflowClient>();
        return await client.ExecuteExternalAsync(Url, Token, Encoding.UTF8.GetBytes(json), TimeSpan.FromSeconds(30), CancellationToken.None);
    }
}
