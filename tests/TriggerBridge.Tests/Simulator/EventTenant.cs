using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using TriggerBridge.Simulator;
using TriggerBridge.Simulator.Triggers;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Simulator;

/// <summary>The simulator as the sender of events, on a clock that the test moves; the subscriber is the test's.</summary>
internal sealed class EventTenant : IAsyncDisposable
{
    public const string Approver = "idn:access-request-dynamic-approver";
    public const string Joiner = "idn:identity-created";

    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private EventTenant(WebApplication app, ManualClock clock, StubHttpHandler subscriber, HttpClient client) =>
        (_app, Clock, Subscriber, _client) = (app, clock, subscriber, client);

    public ManualClock Clock { get; }

    /// <summary>What subscribers were sent.</summary>
    public StubHttpHandler Subscriber { get; }

    public static Task<EventTenant> StartAsync(HttpStatusCode status = HttpStatusCode.OK, string answer = "{}") =>
        StartAsync((_, _) => Task.FromResult(StubHttpHandler.Json(status, answer)));

    public static async Task<EventTenant> StartAsync(Func<StubHttpHandler.Request, CancellationToken, Task<HttpResponseMessage>> answer)
    {
        var clock = new ManualClock();
        var subscriber = new StubHttpHandler(answer);
        var app = SimulatorApp.Build(["--token-seconds", "1000000"], builder =>
        {
            builder.WebHost.UseTestServer();
            builder.Services.AddSingleton<TimeProvider>(clock);
            builder.Services.AddHttpClient(nameof(EventSender)).ConfigurePrimaryHttpMessageHandler(() => subscriber);
        });
        await app.StartAsync();
        var client = app.GetTestClient();
        client.BaseAddress = new Uri("https://acme.api.identitynow.com");
        using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", "person"), new("client_secret", "s")]);
        using var token = await client.PostAsync("/oauth/token", form);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await JsonOf(token)).GetProperty("access_token").GetString());
        return new EventTenant(app, clock, subscriber, client);
    }

    /// <param name="trigger">The trigger's id.</param>
    /// <param name="mode">The response mode.</param>
    /// <param name="url">Of the subscriber.</param>
    /// <param name="more">Further properties, each with a comma in front.</param>
    /// <param name="authentication">Further properties of <c>httpConfig</c>, each with a comma in front.</param>
    /// <returns>The subscription's id.</returns>
    public async Task<string> SubscribeAsync(string trigger, string mode = "SYNC", string url = "https://bridge.example/hooks", string more = "", string authentication = "")
    {
        using var answer = await PostAsync(
            "/v2026/trigger-subscriptions",
            $$$"""{"name":"Bridge","triggerId":"{{{trigger}}}","type":"HTTP","httpConfig":{"url":"{{{url}}}","httpDispatchMode":"{{{mode}}}"{{{authentication}}} } {{{more}}} }""");
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await JsonOf(answer)).GetProperty("id").GetString()!;
    }

    /// <returns>What became of each invocation.</returns>
    public async Task<JsonElement[]> EmitAsync(string trigger, string? body = null)
    {
        using var answer = body is null ? await _client.PostAsync($"/_simulator/events/{trigger}", content: null) : await PostAsync($"/_simulator/events/{trigger}", body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return [.. (await JsonOf(answer)).EnumerateArray()];
    }

    /// <summary>Emits an event that one subscriber waits to answer.</summary>
    /// <returns>Its <c>_metadata</c>.</returns>
    public async Task<JsonElement> AskAsync(string mode = "ASYNC", string more = "")
    {
        await SubscribeAsync(Approver, mode, more: more);
        Assert.Equal("Waiting", Assert.Single(await EmitAsync(Approver)).GetProperty("status").GetString());
        return Sent().GetProperty("_metadata");
    }

    /// <summary>The last message to a subscriber.</summary>
    public JsonElement Sent() => JsonElement.Parse(Subscriber.Requests[^1].Body);

    public Task<HttpResponseMessage> CallBackAsync(JsonElement metadata, string output = """{"id":"i","name":"n","type":"IDENTITY"}""", string? secret = null, string more = "") =>
        PostAsync(metadata.GetProperty("callbackURL").GetString()!, $$"""{"secret":"{{secret ?? metadata.GetProperty("secret").GetString()}}","output":{{output}}{{more}} }""");

    /// <summary>With the secret alone.</summary>
    public async Task<HttpResponseMessage> CallBackWithoutTokenAsync(JsonElement metadata)
    {
        using var client = _app.GetTestClient();
        return await client.PostAsync(
            metadata.GetProperty("callbackURL").GetString()!,
            new StringContent($$$"""{"secret":"{{{metadata.GetProperty("secret").GetString()}}}","output":{}}""", Encoding.UTF8, "application/json"));
    }

    public Task<HttpResponseMessage> PostAsync(string path, string json) => _client.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"));

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _client.SendAsync(request);

    public Task<JsonElement> GetAsync(string path) => _client.GetFromJsonAsync<JsonElement>(path);

    public async Task<JsonElement[]> StatusesAsync(string query = "") => [.. (await GetAsync($"/beta/trigger-invocations/status{query}")).EnumerateArray()];

    /// <summary>What the simulator knows of the one invocation.</summary>
    public async Task<JsonElement> InvocationAsync() => (await GetAsync("/_simulator/invocations")).EnumerateArray().Single();

    public async Task FaultAsync(string faults)
    {
        using var answer = await PostAsync("/_simulator/faults", faults);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    public static async Task<JsonElement> JsonOf(HttpResponseMessage answer) => JsonElement.Parse(await answer.Content.ReadAsStringAsync());

    public static async Task<string> ErrorOf(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        return (await JsonOf(answer)).GetProperty("messages")[0].GetProperty("text").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }
}
