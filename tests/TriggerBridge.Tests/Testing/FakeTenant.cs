using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace TriggerBridge.Tests.Testing;

/// <summary>ISC as the bridge calls it: issues tokens, starts executions, and misbehaves on demand.</summary>
internal sealed class FakeTenant
{
    private readonly ConcurrentQueue<Func<CancellationToken, Task<HttpResponseMessage>>> _nextExecutes = new();
    private int _tokens;
    private int _executions;

    public FakeTenant() => Handler = new StubHttpHandler(AnswerAsync);

    public StubHttpHandler Handler { get; }

    public int TokenRequests => Handler.Requests.Count(IsToken);

    /// <summary>The inputs that execute-external was called with, in order.</summary>
    public IReadOnlyList<JsonElement> Inputs =>
        [.. Handler.Requests.Where(IsExecute).Select(request => JsonDocument.Parse(request.Body).RootElement.GetProperty("input"))];

    /// <summary>What the token endpoint answers; null: a token.</summary>
    public Func<HttpResponseMessage?> OnToken { get; set; } = () => null;

    /// <summary>The token endpoint answers when this is done.</summary>
    public Task TokenWaitsFor { get; set; } = Task.CompletedTask;

    /// <summary>What a read is answered with; null: an empty list.</summary>
    public Func<HttpResponseMessage?> OnRead { get; set; } = () => null;

    /// <summary>What a test of the workflow is answered with, by its body.</summary>
    public Func<string, HttpResponseMessage> OnTest { get; set; } = _ => StubHttpHandler.Json(HttpStatusCode.OK, "{}");

    public int Reads => Handler.Requests.Count(request => request.Method == HttpMethod.Get);

    /// <summary>How the next call of execute-external is answered; further ones are answered well.</summary>
    public void NextExecute(HttpStatusCode status, string json, int? retryAfter = null) => _nextExecutes.Enqueue(_ =>
    {
        var answer = StubHttpHandler.Json(status, json);
        if (retryAfter is { } seconds)
            answer.Headers.Add("Retry-After", seconds.ToString(CultureInfo.InvariantCulture));
        return Task.FromResult(answer);
    });

    /// <summary>The next call of execute-external is answered when <paramref name="gate"/> is done.</summary>
    public void NextExecuteWaitsFor(Task gate) => _nextExecutes.Enqueue(async _ =>
    {
        await gate;
        return Started();
    });

    /// <summary>The next call of execute-external is not answered.</summary>
    public void NextExecuteHangs() => _nextExecutes.Enqueue(async cancellationToken =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return Started();
    });

    public void NextExecuteBreaks() => _nextExecutes.Enqueue(_ => throw new HttpRequestException(HttpRequestError.ResponseEnded));

    private static bool IsToken(StubHttpHandler.Request request) => request.Url.AbsolutePath.EndsWith("/oauth/token", StringComparison.Ordinal);

    private static bool IsTest(StubHttpHandler.Request request) => request.Url.AbsolutePath.EndsWith("/test", StringComparison.Ordinal);

    private static bool IsExecute(StubHttpHandler.Request request) => request.Method == HttpMethod.Post && !IsToken(request) && !IsTest(request);

    private async Task<HttpResponseMessage> AnswerAsync(StubHttpHandler.Request request, CancellationToken cancellationToken)
    {
        if (IsToken(request))
        {
            await TokenWaitsFor.WaitAsync(cancellationToken);
            var token = $$"""{"access_token":"token-{{Interlocked.Increment(ref _tokens)}}","token_type":"bearer","expires_in":749}""";
            return OnToken() ?? StubHttpHandler.Json(HttpStatusCode.OK, token);
        }

        if (IsTest(request))
            return OnTest(request.Body);
        if (!IsExecute(request))
            return OnRead() ?? StubHttpHandler.Json(HttpStatusCode.OK, "[]");

        return _nextExecutes.TryDequeue(out var next) ? await next(cancellationToken) : Started();
    }

    private HttpResponseMessage Started() => StubHttpHandler.Json(
        HttpStatusCode.OK, $$"""{"workflowExecutionId":"execution-{{Interlocked.Increment(ref _executions)}}","message":""}""");
}
