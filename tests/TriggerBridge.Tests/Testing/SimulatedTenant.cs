using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using TriggerBridge.Simulator;

namespace TriggerBridge.Tests.Testing;

/// <summary>The real simulator in this process, on the test's clock; keeps what it was asked, and lets a test change its answers.</summary>
internal sealed class SimulatedTenant : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client;
    private readonly HttpMessageInvoker _invoker;
    private readonly TimeProvider _time;

    private SimulatedTenant(WebApplication app, TimeProvider time)
    {
        _app = app;
        _client = app.GetTestClient();
        _invoker = new HttpMessageInvoker(app.GetTestServer().CreateHandler());
        _time = time;
        Handler = new StubHttpHandler(async (request, cancellationToken) => await OnRequest(request) ?? await SendAsync(request, cancellationToken));
    }

    public StubHttpHandler Handler { get; }

    /// <summary>Answers instead of the simulator; null: the simulator does.</summary>
    public Func<StubHttpHandler.Request, Task<HttpResponseMessage?>> OnRequest { get; set; } = _ => Task.FromResult<HttpResponseMessage?>(null);

    public int Executes => Count("/workflows/execute/external/");

    public int Lists => Count("/executions?");

    public int Histories => Count("/history");

    public int Cancels => Count("/cancel");

    public int Gets => Handler.Requests.Count(request => request.Method == HttpMethod.Get) - Lists - Histories;

    public static async Task<SimulatedTenant> StartAsync(TimeProvider time, string completeAfter)
    {
        var app = SimulatorApp.Build(["--complete-after", completeAfter], builder =>
        {
            builder.WebHost.UseTestServer();
            builder.Services.AddSingleton(time);
        });
        await app.StartAsync();
        return new SimulatedTenant(app, time);
    }

    /// <summary>Hands a request to the simulator.</summary>
    public async Task<HttpResponseMessage> SendAsync(StubHttpHandler.Request request, CancellationToken cancellationToken = default)
    {
        using var forwarded = new HttpRequestMessage(request.Method, request.Url);
        if (request.Method == HttpMethod.Post)
        {
            forwarded.Content = new StringContent(request.Body);
            forwarded.Content.Headers.Remove("Content-Type");
            if (request.Headers.TryGetValue("Content-Type", out var type))
                forwarded.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        if (request.Headers.TryGetValue("Authorization", out var authorization))
            forwarded.Headers.TryAddWithoutValidation("Authorization", authorization);
        var response = await _invoker.SendAsync(forwarded, cancellationToken);
        response.Headers.Date = _time.GetUtcNow();
        return response;
    }

    /// <param name="faults">As the simulator's document describes them.</param>
    public async Task FaultAsync(string faults)
    {
        using var answer = await _client.PostAsync("/_simulator/faults", new StringContent(faults, Encoding.UTF8, "application/json"));
        answer.EnsureSuccessStatusCode();
    }

    public async Task ClearFaultsAsync()
    {
        using var answer = await _client.DeleteAsync("/_simulator/faults");
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>All that was started, oldest first, visible or not.</summary>
    public async Task<JsonElement[]> ExecutionsAsync() =>
        [.. (await _client.GetFromJsonAsync<JsonElement>("/_simulator/executions")).EnumerateArray()];

    /// <summary>Starts an execution as somebody else would.</summary>
    public async Task StartForeignAsync(string input = """{"who":"somebody else"}""")
    {
        using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", "other"), new("client_secret", "s")]);
        using var token = await _client.PostAsync("/oauth/token", form);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2026/workflows/execute/external/workflow")
        {
            Content = new StringContent($$"""{"input":{{input}}}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new("Bearer", (await token.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString());
        using var answer = await _client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _invoker.Dispose();
        await _app.DisposeAsync();
    }

    private int Count(string part) => Handler.Requests.Count(request => request.Url.PathAndQuery.Contains(part, StringComparison.Ordinal));
}
