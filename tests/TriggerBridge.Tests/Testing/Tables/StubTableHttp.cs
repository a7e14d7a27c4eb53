using System.Net;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace TriggerBridge.Tests.Testing.Tables;

/// <summary>Stands where the network would be: keeps each request as it would have gone out and answers with what the test says.</summary>
internal sealed class StubTableHttp(Func<int, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
{
    public StubTableHttp(HttpStatusCode status, string body = "")
        : this((_, _) => Task.FromResult(Answer(status, body)))
    {
    }

    public List<Sent> Requests { get; } = [];

    public static HttpResponseMessage Answer(HttpStatusCode status, string body = "") => new(status) { Content = new StringContent(body) };

    /// <summary>Over this stub, with retries that do not wait.</summary>
    public TableClientOptions Options(int maxRetries = 2) => new()
    {
        Transport = new HttpClientTransport(this),
        Retry = { MaxRetries = maxRetries, Delay = TimeSpan.FromMilliseconds(1) },
    };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var content = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var headers = request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>());
        Requests.Add(new(
            request.Method.Method,
            request.RequestUri!.AbsoluteUri,
            headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase),
            content));
        return await answer(Requests.Count, cancellationToken);
    }

    internal sealed record Sent(string Method, string Uri, IReadOnlyDictionary<string, string> Headers, string Body);
}
