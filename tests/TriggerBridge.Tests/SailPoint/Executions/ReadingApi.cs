using System.Net;
using Microsoft.Extensions.DependencyInjection;
using TriggerBridge.SailPoint;
using TriggerBridge.SailPoint.Api;
using TriggerBridge.SailPoint.Executions;
using TriggerBridge.SailPoint.Tokens;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.SailPoint.Executions;

/// <summary>The client over a stub that issues tokens and answers everything else as the test says.</summary>
internal sealed class ReadingApi : IDisposable
{
    private readonly ServiceProvider _services;
    private int _tokens;

    public ReadingApi(Func<StubHttpHandler.Request, HttpResponseMessage> answer, string version = "v2026")
    {
        Stub = new StubHttpHandler(request => request.Url.AbsolutePath == "/oauth/token"
            ? StubHttpHandler.Json(TokenStatus, $$"""{"access_token":"token-{{++_tokens}}","token_type":"bearer","expires_in":749}""")
            : answer(request));
        _services = IscTestClient.Over(Stub, Time);
        Caller = new IscCaller(
            new IscTenant { Name = "acme", BaseUrl = new Uri("https://acme.api.identitynow.com"), ApiVersion = version },
            new ClientCredential { Id = "reader", Secret = "the reader's secret" });
    }

    public ManualClock Time { get; } = new();

    public HttpStatusCode TokenStatus { get; init; } = HttpStatusCode.OK;

    public StubHttpHandler Stub { get; }

    public IscCaller Caller { get; }

    public ExecutionClient Client => _services.GetRequiredService<ExecutionClient>();

    public int TokensAskedFor => Stub.Requests.Count - Paths.Length;

    public string[] Paths => [.. Stub.Requests.Where(request => request.Url.AbsolutePath != "/oauth/token").Select(request => request.Url.AbsolutePath)];

    public void Dispose() => _services.Dispose();
}
