using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using TriggerBridge.Simulator;

namespace TriggerBridge.Tests.Simulator;

/// <summary>The simulator on a free loopback port, with a clock that the test moves and a client that holds a token.</summary>
internal sealed class RunningSimulator : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningSimulator(WebApplication app, SteppedClock clock, HttpClient client)
    {
        _app = app;
        Clock = clock;
        Client = client;
    }

    public SteppedClock Clock { get; }

    public HttpClient Client { get; }

    public static async Task<RunningSimulator> StartAsync(params string[] args)
    {
        var clock = new SteppedClock();
        var app = SimulatorApp.Build(
            ["--urls", "http://127.0.0.1:0", .. args],
            builder => builder.Services.AddSingleton<TimeProvider>(clock));
        await app.StartAsync();
        var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(app.Urls.Single()) };
        return new RunningSimulator(app, clock, client);
    }

    public static async Task<RunningSimulator> StartAuthenticatedAsync(params string[] args)
    {
        var simulator = await StartAsync(args);
        await simulator.AuthenticateAsync();
        return simulator;
    }

    public static async Task<RunningSimulator> StartWithFaultsAsync(string faults)
    {
        var simulator = await StartAuthenticatedAsync();
        await simulator.SetFaultsAsync(faults);
        return simulator;
    }

    /// <summary>Asks for a token and sends it from now on.</summary>
    public async Task AuthenticateAsync(string id = "client", string secret = "secret")
    {
        using var answer = await RequestTokenAsync(id, secret);
        answer.EnsureSuccessStatusCode();
        var token = (await JsonOf(answer)).GetProperty("access_token").GetString();
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public Task<HttpResponseMessage> RequestTokenAsync(string id, string secret, string grant = "client_credentials") =>
        Client.PostAsync("/oauth/token", new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = grant,
            ["client_id"] = id,
            ["client_secret"] = secret,
        }));

    public Task<HttpResponseMessage> ExecuteAsync(string workflow = "w1", string body = """{"input":{"n":1}}""") =>
        PostAsync($"/v2026/workflows/execute/external/{workflow}", body);

    /// <summary>Executes and returns the execution's id.</summary>
    public async Task<string> StartExecutionAsync(string workflow = "w1", string body = """{"input":{"n":1}}""")
    {
        using var answer = await ExecuteAsync(workflow, body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await JsonOf(answer)).GetProperty("workflowExecutionId").GetString()!;
    }

    public Task<HttpResponseMessage> PostAsync(string path, string json) =>
        Client.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"));

    public async Task SetFaultsAsync(string faults)
    {
        using var answer = await PostAsync("/_simulator/faults", faults);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    public Task<JsonElement> GetJsonAsync(string path) => Client.GetFromJsonAsync<JsonElement>(path);

    public Task<JsonElement> RecordedAsync() => GetJsonAsync("/_simulator/executions");

    public async Task<string?> StatusOfAsync(string execution) =>
        (await GetJsonAsync($"/v2026/workflow-executions/{execution}")).GetProperty("status").GetString();

    public static string[] IdsOf(JsonElement list) => [.. list.EnumerateArray().Select(each => each.GetProperty("id").GetString()!)];

    public static string[] TypesOf(JsonElement events) =>
        [.. events.EnumerateArray().Select(each => each.GetProperty("type").GetString()!)];

    public static Task<JsonElement> JsonOf(HttpResponseMessage answer) => answer.Content.ReadFromJsonAsync<JsonElement>();

    /// <summary>Ends it in order.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
