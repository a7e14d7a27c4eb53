using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using TriggerBridge.Testing;

namespace TriggerBridge.EndToEnd.Testing;

/// <summary>The simulated ISC tenant as a process.</summary>
internal sealed class Simulator : IAsyncDisposable
{
    private readonly ServerProcess _process;
    private readonly HttpClient _http;

    private Simulator(ServerProcess process)
    {
        _process = process;
        Url = new Uri(process.WordAfter("listening on ")!);
        _http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = Url };
    }

    public Uri Url { get; }

    public int Port => Url.Port;

    /// <param name="port">The port of an earlier one, for a tenant that comes back; whichever the system gives by default.</param>
    /// <param name="arguments">More of the simulator's own options.</param>
    public static async Task<Simulator> StartAsync(int port = 0, params string[] arguments)
    {
        var start = new ProcessStartInfo(PublishedApp.Simulator, ["--urls", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"), .. arguments]);
        return new Simulator(await ServerProcess.StartAsync(start, (server, _) => Task.FromResult(server.WordAfter("listening on ") is not null)));
    }

    /// <summary>Everything that was ever started here, oldest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> ExecutionsAsync() =>
        await _http.GetFromJsonAsync<List<JsonElement>>(new Uri("_simulator/executions", UriKind.Relative)) ?? [];

    /// <summary>The delivery ids of everything that was ever started here.</summary>
    public async Task<IReadOnlyList<string>> StartedDeliveriesAsync() =>
        [.. (await ExecutionsAsync()).Select(execution => execution.GetProperty("input").GetProperty("_deliveryId").GetString() ?? "")];

    /// <summary>Sends the events of a trigger to a subscriber.</summary>
    public async Task SubscribeAsync(string trigger, string mode, Uri subscriber, string secret)
    {
        using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", "person"), new("client_secret", "s")]);
        using var token = await _http.PostAsync(new Uri("oauth/token", UriKind.Relative), form);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("v2026/trigger-subscriptions", UriKind.Relative))
        {
            Content = JsonContent.Create(new
            {
                name = "Bridge",
                triggerId = trigger,
                type = "HTTP",
                httpConfig = new { url = subscriber, httpDispatchMode = mode, httpAuthenticationType = "BEARER_TOKEN", bearerTokenAuthConfig = new { bearerToken = secret } },
            }),
        };
        request.Headers.Authorization = new("Bearer", (await token.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString());
        using var answer = await _http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Lets something happen in the tenant, and waits until its subscriber has answered.</summary>
    public async Task EmitAsync(string trigger)
    {
        using var answer = await _http.PostAsync(new Uri($"_simulator/events/{trigger}", UriKind.Relative), content: null);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>What became of the events, the oldest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> InvocationsAsync() =>
        await _http.GetFromJsonAsync<List<JsonElement>>(new Uri("_simulator/invocations", UriKind.Relative)) ?? [];

    /// <summary>How often each operation was called.</summary>
    public async Task<JsonElement> RequestsAsync() => await _http.GetFromJsonAsync<JsonElement>(new Uri("_simulator/requests", UriKind.Relative));

    /// <param name="faults">A JSON array as the simulator documents it.</param>
    public async Task FailAsync(string faults)
    {
        using var content = new StringContent(faults, System.Text.Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(new Uri("_simulator/faults", UriKind.Relative), content);
        answer.EnsureSuccessStatusCode();
    }

    public async Task HealAsync()
    {
        using var answer = await _http.DeleteAsync(new Uri("_simulator/faults", UriKind.Relative));
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }
}
