using System.Text.Json;
using TriggerBridge.SailPoint.Api.Models;
using TriggerBridge.SailPoint.Http;
using TriggerBridge.SailPoint.Tokens;

namespace TriggerBridge.SailPoint.Executions;

/// <summary>
/// Reads executions with a personal access token's client (scope <c>sp:workflow-execution:read</c>). Each method is one request, or two
/// where the token was refused once; failures, time-outs and cancellations are answers, not exceptions.
/// </summary>
internal sealed class ExecutionClient(HttpClient http, TokenCache tokens, TimeProvider time)
{
    /// <summary>The most rows in a page of the list.</summary>
    public const int PageSize = 250;

    // A history repeats the input and what its steps made of it.
    private const int MostBytes = 16 * 1024 * 1024;

    // Less than the caller's time for all of its reads: one that hangs must not cost the others theirs.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>One page of the executions of a workflow. Only an empty page is the end; a short one is not.</summary>
    /// <remarks>Deprecated by ISC, to be removed in July 2028, with no successor so far.</remarks>
    public Task<IscAnswer<IReadOnlyList<WorkflowExecution>>> ListAsync(
        IscReader reader, ExecutionQuery query, int offset, CancellationToken cancellationToken)
    {
        var parameters = string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"filters={Uri.EscapeDataString(query.Filters)}&limit={PageSize}&offset={offset}");
        return AskAsync(reader, HttpMethod.Get, reader.Executions(query.WorkflowId, parameters), Json(ExecutionJson.ReadList), cancellationToken);
    }

    public Task<IscAnswer<WorkflowExecution>> GetAsync(IscReader reader, string executionId, CancellationToken cancellationToken) =>
        AskAsync(reader, HttpMethod.Get, reader.Execution(executionId), Json(ExecutionJson.Read), cancellationToken);

    /// <summary>The events, from <c>history-v2</c> or, where there is none (<c>beta</c>), from <c>history</c>.</summary>
    public async Task<IscAnswer<ExecutionHistory>> HistoryAsync(IscReader reader, string executionId, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(reader, HttpMethod.Get, reader.Execution(executionId, "/history-v2"), Json(HistoryJson.Read), cancellationToken);
        return answer is IscAnswer<ExecutionHistory>.NotFound
            ? await AskAsync(reader, HttpMethod.Get, reader.Execution(executionId, "/history"), Json(HistoryJson.Read), cancellationToken)
            : answer;
    }

    /// <summary>Asks ISC to cancel an execution that is open.</summary>
    public Task<IscAnswer<CancelAccepted>> CancelAsync(IscReader reader, string executionId, CancellationToken cancellationToken) =>
        AskAsync(reader, HttpMethod.Post, reader.Execution(executionId, "/cancel"), static _ => new CancelAccepted(), cancellationToken);

    private async Task<IscAnswer<T>> AskAsync<T>(
        IscReader reader, HttpMethod method, Uri url, Func<ReadOnlyMemory<byte>, T?> read, CancellationToken cancellationToken)
        where T : class
    {
        using var deadline = new CancellationTokenSource(Timeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var answer = await AskOnceAsync(reader, method, url, read, stop.Token);
            return answer is IscAnswer<T>.Failed { HttpStatus: 401 } ? await AskOnceAsync(reader, method, url, read, stop.Token) : answer;
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            var why = cancellationToken.IsCancellationRequested ? "cancelled"
                : deadline.IsCancellationRequested ? "timed out"
                : TransportFault.Describe(fault);
            return new IscAnswer<T>.Unreachable($"ISC did not answer: {why}");
        }
    }

    private async Task<IscAnswer<T>> AskOnceAsync<T>(
        IscReader reader, HttpMethod method, Uri url, Func<ReadOnlyMemory<byte>, T?> read, CancellationToken cancellationToken)
        where T : class
    {
        switch (await tokens.GetAsync(reader.Tenant, reader.Credential, cancellationToken))
        {
            case TokenResult.Issued when reader.MaySend is { } maySend && !await maySend():
                return new IscAnswer<T>.Unreachable("The call was not made: it had no permit when there was a token");
            case TokenResult.Issued issued:
                return await SendAsync(method, url, issued.Token, read, cancellationToken);
            case TokenResult.WrongCredential wrong:
                return new IscAnswer<T>.Failed(wrong.HttpStatus, $"No token: {wrong.Message}", null);
            case TokenResult.Unavailable { HttpStatus: { } status } refused:
                return new IscAnswer<T>.Failed(status, $"No token: {refused.Message}", refused.RetryAfter);
            case TokenResult.Unavailable unavailable:
                return new IscAnswer<T>.Unreachable($"No token: {unavailable.Message}");
            default:
                throw new InvalidOperationException("A token's result has no such case.");
        }
    }

    private async Task<IscAnswer<T>> SendAsync<T>(
        HttpMethod method, Uri url, AccessToken token, Func<ReadOnlyMemory<byte>, T?> read, CancellationToken cancellationToken)
        where T : class
    {
        using var request = new HttpRequestMessage(method, url);
        request.Headers.TryAddWithoutValidation("Authorization", token.Authorization);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        using var body = await ResponseBody.ReadAsync(response, cancellationToken, MostBytes);
        var status = (int)response.StatusCode;
        if (status == 401)
            tokens.Reject(token);

        IscAnswer<T> answer = response switch
        {
            { StatusCode: System.Net.HttpStatusCode.NotFound } => new IscAnswer<T>.NotFound(),
            { IsSuccessStatusCode: false } => new IscAnswer<T>.Failed(
                status, EchoFilter.Clean(IscProblem.Read(body.Bytes.Span).Text, status, [token.Value]), response.RetryAfter(time)),
            _ when body.IsComplete && read(body.Bytes) is { } value => new IscAnswer<T>.Found(value),
            _ => new IscAnswer<T>.Failed(status, EchoFilter.Unreadable(status), null),
        };
        return answer with { ServerDate = response.Headers.Date };
    }

    private static Func<ReadOnlyMemory<byte>, T?> Json<T>(Func<JsonElement, T?> read)
        where T : class
        => bytes =>
        {
            try
            {
                using var document = JsonDocument.Parse(bytes);
                return read(document.RootElement);
            }
            catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
            {
                return null;
            }
        };
}
