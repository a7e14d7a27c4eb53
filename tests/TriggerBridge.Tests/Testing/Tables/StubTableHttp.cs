using System.Net;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace TriggerBridge.Tests.Testing.Tables;

/// <summary>Stands where the network would be: counts the requests and answers with what the test says.</summary>
internal sealed class StubTableHttp(Func<CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
{
    private int _requests;

    public StubTableHttp(HttpStatusCode status, string body = "", string contentType = "application/json")
        : this(_ => Task.FromResult(Answer(status, body, contentType)))
    {
    }

    public int Requests => _requests;

    /// <summary>The service's error body.</summary>
    public static string Error(string code) => """{"odata.error":{"code":"CODE","message":{"lang":"en-US","value":"Said the service."}}}""".Replace("CODE", code, StringComparison.Ordinal);

    public static HttpResponseMessage Answer(HttpStatusCode status, string body = "", string contentType = "application/json")
    {
        var content = new StringContent(body);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return new(status) { Content = content };
    }

    /// <summary>Over this stub, with retries that do not wait.</summary>
    public TableClientOptions Options(int maxRetries = 2) => new()
    {
        Transport = new HttpClientTransport(this),
        Retry = { MaxRetries = maxRetries, Delay = TimeSpan.FromMilliseconds(1) },
    };

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _requests);
        return answer(cancellationToken);
    }
}
