using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace TriggerBridge.Tests.Testing;

/// <summary>Answers requests by a function and keeps them, with their bodies, in the order in which they came. Thread-safe.</summary>
internal sealed class StubHttpHandler(Func<StubHttpHandler.Request, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
{
    private readonly ConcurrentQueue<Request> _requests = new();
    private int _refused;

    public StubHttpHandler(Func<Request, HttpResponseMessage> answer)
        : this((request, _) => Task.FromResult(answer(request)))
    {
    }

    public IReadOnlyList<Request> Requests => [.. _requests];

    /// <summary>No connection opens: requests fail before anything of them is read.</summary>
    public bool IsUnreachable { get => ConnectionFault is not null; set => ConnectionFault = value ? new HttpRequestException(HttpRequestError.ConnectionError) : null; }

    /// <summary>How they fail.</summary>
    public Exception? ConnectionFault { get; set; }

    public int RefusedConnections => _refused;

    public static HttpResponseMessage Json(HttpStatusCode status, string json) =>
        new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (ConnectionFault is { } fault)
        {
            Interlocked.Increment(ref _refused);
            throw fault;
        }

        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var kept = new Request(request.Method, request.RequestUri!, HeadersOf(request), body);
        _requests.Enqueue(kept);
        var response = await answer(kept, cancellationToken);
        response.RequestMessage = request;
        return response;
    }

    private static Dictionary<string, string> HeadersOf(HttpRequestMessage request) =>
        request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? [])
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);

    internal sealed record Request(HttpMethod Method, Uri Url, IReadOnlyDictionary<string, string> Headers, string Body);
}
