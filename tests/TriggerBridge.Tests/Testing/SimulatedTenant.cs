using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using TriggerBridge.Simulator;
using TriggerBridge.Simulator.Triggers;

namespace TriggerBridge.Tests.Testing;

/// <summary>The real simulator in this process, on the test's clock; keeps what it was asked, and lets a test change its answers.</summary>
internal sealed class SimulatedTenant : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client;
    private readonly HttpMessageInvoker _invoker;
    private readonly TimeProvider _time;
    private HttpClient? _subscriber;

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
        SimulatedTenant? tenant = null;
        var app = SimulatorApp.Build(["--complete-after", completeAfter], builder =>
        {
            builder.WebHost.UseTestServer();
            builder.Services.AddSingleton(time);
            builder.Services.AddHttpClient(nameof(EventSender)).ConfigurePrimaryHttpMessageHandler(
                () => new StubHttpHandler((request, cancellationToken) => tenant!.PostAsync(request, cancellationToken)));
        });
        await app.StartAsync();
        return tenant = new SimulatedTenant(app, time);
    }

    /// <summary>Changes the <c>_metadata</c> of events on their way.</summary>
    public Action<JsonObject> OnEvent { get; set; } = _ => { };

    /// <summary>The last event that was sent.</summary>
    public string? Posted { get; private set; }

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

    /// <summary>Whoever subscribes is this app.</summary>
    public void SendEventsTo(HttpClient app) => _subscriber = app;

    /// <summary>Sends the events of a trigger somewhere from now on.</summary>
    public async Task SubscribeAsync(string trigger, string mode, string url, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2026/trigger-subscriptions")
        {
            Content = JsonContent.Create(new
            {
                name = "Bridge",
                triggerId = trigger,
                type = "HTTP",
                httpConfig = new { url, httpDispatchMode = mode, httpAuthenticationType = "BEARER_TOKEN", bearerTokenAuthConfig = new { bearerToken = secret } },
            }),
        };
        request.Headers.Authorization = await TokenAsync("person");
        using var answer = await _client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Lets the trigger's example happen, or another event.</summary>
    /// <param name="at">By which the sender knows the tenant: callbacks go there.</param>
    public async Task EmitAsync(string trigger, string at, string? body = null)
    {
        using var answer = await _client.PostAsync(
            new Uri(new Uri(at), $"/_simulator/events/{trigger}"), body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>What became of the events, the oldest first.</summary>
    public async Task<JsonElement[]> InvocationsAsync() =>
        [.. (await _client.GetFromJsonAsync<JsonElement>("/_simulator/invocations")).EnumerateArray()];

    /// <summary>Starts an execution as somebody else would.</summary>
    public async Task StartForeignAsync(string input = """{"who":"somebody else"}""")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2026/workflows/execute/external/workflow")
        {
            Content = new StringContent($$"""{"input":{{input}}}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = await TokenAsync("other");
        using var answer = await _client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    private async Task<AuthenticationHeaderValue> TokenAsync(string client)
    {
        using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", client), new("client_secret", "s")]);
        using var token = await _client.PostAsync("/oauth/token", form);
        return new("Bearer", (await token.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _invoker.Dispose();
        await _app.DisposeAsync();
    }

    private async Task<HttpResponseMessage> PostAsync(StubHttpHandler.Request request, CancellationToken cancellationToken)
    {
        var sent = JsonNode.Parse(request.Body)!.AsObject();
        if (sent["_metadata"] is JsonObject metadata)
            OnEvent(metadata);
        Posted = sent.ToJsonString();
        using var forwarded = new HttpRequestMessage(request.Method, request.Url.PathAndQuery) { Content = new StringContent(Posted, Encoding.UTF8, "application/json") };
        forwarded.Headers.TryAddWithoutValidation("Authorization", request.Headers["Authorization"]);
        using var answer = await _subscriber!.SendAsync(forwarded, cancellationToken);
        return new HttpResponseMessage(answer.StatusCode) { Content = new ByteArrayContent(await answer.Content.ReadAsByteArrayAsync(cancellationToken)) };
    }

    private int Count(string part) => Handler.Requests.Count(request => request.Url.PathAndQuery.Contains(part, StringComparison.Ordinal));
}
