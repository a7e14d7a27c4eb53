using System.Net;
using Microsoft.Extensions.DependencyInjection;
using TriggerBridge.SailPoint;
using TriggerBridge.SailPoint.Api;
using TriggerBridge.SailPoint.Api.Models;
using TriggerBridge.SailPoint.Tokens;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.SailPoint.Api;

/// <summary>What the client makes of refusals, and when it asks again.</summary>
public sealed class IscApiErrorTests : IDisposable
{
    private readonly ManualClock _time = new();
    private readonly Queue<(HttpStatusCode Status, string Body, int? RetryAfter)> _answers = new();
    private readonly List<DateTimeOffset> _calledAt = [];
    private readonly StubHttpHandler _isc;
    private readonly ServiceProvider _services;
    private HttpStatusCode _tokenStatus = HttpStatusCode.OK;

    public IscApiErrorTests()
    {
        _isc = new StubHttpHandler(Answer);
        _services = IscTestClient.Over(_isc, _time);
    }

    private int Calls => _isc.Requests.Count(request => request.Url.AbsolutePath is not "/oauth/token");

    public void Dispose()
    {
        _services.Dispose();
        _isc.Dispose();
    }

    [Theory]
    [InlineData(400, IscBodies.BadRequest, "The request was syntactically correct but its content is semantically invalid.", "e7eab60924f64aa284175b9fa3309599")]
    [InlineData(403, IscBodies.Forbidden, "The server understood the request but refuses to authorize it.", "b21b1f7ce4da4d639f2c62a57171b427")]
    [InlineData(404, IscBodies.NotFound, "The server did not find a current representation for the target resource.", "b21b1f7ce4da4d639f2c62a57171b427")]
    [InlineData(401, IscBodies.Unauthorized, "JWT validation failed: JWT is expired", null)]
    [InlineData(403, IscBodies.BlockedAgent, "HTTP 403 without a readable body", null)]
    public async Task Each_shape_of_error_is_told(int status, string body, string message, string? trackingId)
    {
        Answers((HttpStatusCode)status, body);
        Answers((HttpStatusCode)status, body);

        var fault = await Assert.ThrowsAsync<IscException>(() => Api().Workflows.GetAsync("w1"));

        Assert.Equal(status, fault.Status);
        Assert.Equal([message], fault.Messages);
        Assert.Equal(trackingId, fault.TrackingId);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public async Task Detail_code_and_causes_are_told()
    {
        Answers(HttpStatusCode.BadRequest, IscBodies.BadRequest);

        var fault = await Assert.ThrowsAsync<IscException>(() => Api().Workflows.GetAsync("w1"));

        Assert.Equal("400.1 Bad Request Content", fault.DetailCode);
        Assert.Equal(["A cause."], fault.Causes);
        Assert.Same(IscOperation.GetWorkflow, fault.Operation);
    }

    [Fact]
    public async Task What_ISC_quotes_of_the_credential_is_not_told()
    {
        Answers(HttpStatusCode.BadRequest, """{"message":"Bearer the-token of the-client-secret is odd"}""");

        var fault = await Assert.ThrowsAsync<IscException>(() => Api().Workflows.GetAsync("w1"));

        Assert.Equal(["Bearer *** of *** is odd"], fault.Messages);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Reading_is_repeated_after_a_fault(int status)
    {
        Answers((HttpStatusCode)status, IscBodies.Fault);
        Answers(HttpStatusCode.OK, """{"id":"w1"}""");

        Assert.Equal("w1", (await AdvancingAsync(Api().Workflows.GetAsync("w1"))).Id);
        Assert.Equal(2, Calls);
    }

    [Fact]
    public async Task Retry_After_is_kept_to()
    {
        Answers(HttpStatusCode.TooManyRequests, IscBodies.RateLimited, retryAfter: 20);
        Answers(HttpStatusCode.OK, """{"id":"w1"}""");

        Assert.Equal("w1", (await AdvancingAsync(Api().Workflows.GetAsync("w1"))).Id);
        Assert.True(_calledAt[1] - _calledAt[0] >= TimeSpan.FromSeconds(20), $"It was {_calledAt[1] - _calledAt[0]}.");
    }

    [Fact]
    public async Task Nobody_waits_for_longer_than_a_minute()
    {
        Answers(HttpStatusCode.TooManyRequests, IscBodies.RateLimited, retryAfter: 61);

        var fault = await Assert.ThrowsAsync<IscException>(() => Api().Workflows.GetAsync("w1"));

        Assert.Equal(TimeSpan.FromSeconds(61), fault.RetryAfter);
        Assert.Equal(1, Calls);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task What_starts_something_is_sent_once(int status)
    {
        Func<IscApi, Task>[] starts =
        [
            isc => isc.Workflows.CreateAsync(new WorkflowBody { Name = "w" }),
            isc => isc.Workflows.TestAsync("w1", new WorkflowInput(ApiTour.Json("{}"))),
            isc => isc.Workflows.CreateExternalTriggerAsync("w1"),
            isc => isc.Workflows.ExecuteExternalAsync("w1", new WorkflowInput(ApiTour.Json("{}"))),
            isc => isc.Subscriptions.CreateAsync(new SubscriptionBody { Name = "s" }),
            isc => isc.Invocations.TestAsync(new TestInvocation { TriggerId = "t", ContentJson = ApiTour.Json("{}") }),
            isc => isc.Invocations.CompleteAsync("i1", new CompleteInvocation { Secret = "s", Output = ApiTour.Json("{}") }),
        ];
        var api = Api();
        foreach (var start in starts)
        {
            var before = Calls;
            Answers((HttpStatusCode)status, IscBodies.Fault);
            await Assert.ThrowsAsync<IscException>(() => start(api));
            Assert.Equal(before + 1, Calls);
        }
    }

    [Fact]
    public async Task Changing_is_repeated_after_429_alone()
    {
        Answers(HttpStatusCode.TooManyRequests, IscBodies.RateLimited);
        Answers(HttpStatusCode.OK, """{"id":"w1","enabled":true}""");
        Assert.True((await AdvancingAsync(Api().Workflows.EnableAsync("w1", enabled: true))).Enabled);

        Answers(HttpStatusCode.InternalServerError, IscBodies.Fault);
        await Assert.ThrowsAsync<IscException>(() => Api().Workflows.EnableAsync("w1", enabled: true));
        Assert.Equal(3, Calls);
    }

    [Fact]
    public async Task Token_that_is_refused_is_renewed_once()
    {
        Answers(HttpStatusCode.Unauthorized, IscBodies.Unauthorized);
        Answers(HttpStatusCode.OK, """{"id":"w1"}""");

        Assert.Equal("w1", (await Api().Workflows.GetAsync("w1")).Id);
        Assert.Equal(2, _isc.Requests.Count(request => request.Url.AbsolutePath is "/oauth/token"));
    }

    [Fact]
    public async Task Wrong_credential_is_told_as_such()
    {
        _tokenStatus = HttpStatusCode.Unauthorized;

        var fault = await Assert.ThrowsAsync<IscException>(() => Api().Workflows.GetAsync("w1"));

        Assert.True(fault.IsTokenRefused);
        Assert.Equal(401, fault.Status);
        Assert.Equal(0, Calls);
    }

    [Fact]
    public async Task Operation_that_a_version_lacks_is_refused_before_any_call()
    {
        var fault = await Assert.ThrowsAsync<NotSupportedException>(() => Api("beta").Executions.GetHistoryV2Async("e1"));

        Assert.Contains("getWorkflowExecutionHistoryV2", fault.Message, StringComparison.Ordinal);
        Assert.Empty(_isc.Requests);
    }

    [Fact]
    public async Task Parameters_that_a_list_does_not_take_are_refused_before_any_call()
    {
        await Assert.ThrowsAsync<NotSupportedException>(() => Api().Workflows.ListAsync(new IscListOptions { Sorters = "name" }).ToListAsync().AsTask());
        await Assert.ThrowsAsync<ArgumentException>(() => Api().Triggers.ListPageAsync(new IscListOptions { Limit = 251 }));
        Assert.Empty(_isc.Requests);
    }

    [Fact]
    public async Task List_is_read_until_a_page_is_empty()
    {
        Answers(HttpStatusCode.OK, """[{"id":"t1"},{"id":"t2"}]""");
        Answers(HttpStatusCode.OK, """[{"id":"t3"}]""");
        Answers(HttpStatusCode.OK, "[]");

        var triggers = await Api().Triggers.ListAsync(new IscListOptions { Limit = 2 }).ToListAsync();

        Assert.Equal(["t1", "t2", "t3"], triggers.Select(trigger => trigger.Id));
        Assert.Equal(["limit=2&offset=0", "limit=2&offset=2", "limit=2&offset=4"], _isc.Requests.Skip(1).Select(request => request.Url.Query[1..]));
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("null")]
    [InlineData("[]")]
    public async Task Answer_that_is_not_as_described_is_no_success(string body)
    {
        for (var i = 0; i < 4; i++)
            Answers(HttpStatusCode.OK, body);

        await Assert.ThrowsAsync<IscException>(() => AdvancingAsync(Api().Workflows.GetAsync("w1")));
    }

    private IscApi Api(string version = "v2026") => _services.GetRequiredService<IscApiFactory>().Create(
        new IscTenant { Name = "acme", BaseUrl = new Uri("https://acme.api.identitynow.com"), ApiVersion = version },
        new ClientCredential { Id = "client", Secret = "the-client-secret" });

    private void Answers(HttpStatusCode status, string body, int? retryAfter = null) => _answers.Enqueue((status, body, retryAfter));

    private HttpResponseMessage Answer(StubHttpHandler.Request request)
    {
        if (request.Url.AbsolutePath is "/oauth/token")
            return StubHttpHandler.Json(_tokenStatus, _tokenStatus == HttpStatusCode.OK ? IscBodies.Token : IscBodies.WrongSecret);
        _calledAt.Add(_time.GetUtcNow());
        var (status, body, retryAfter) = _answers.Dequeue();
        var answer = StubHttpHandler.Json(status, body);
        if (retryAfter is { } seconds)
            answer.Headers.RetryAfter = new(TimeSpan.FromSeconds(seconds));
        return answer;
    }

    private async Task<T> AdvancingAsync<T>(Task<T> call)
    {
        while (!call.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }

        return await call;
    }
}
