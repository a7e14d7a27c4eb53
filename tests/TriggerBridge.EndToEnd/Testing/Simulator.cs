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

    private Simulator(ServerProcess process, int port)
    {
        _process = process;
        Url = AddressOf(port);
        _http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = Url };
    }

    public Uri Url { get; }

    public int Port => Url.Port;

    /// <param name="port">The port of an earlier one, for a tenant that comes back.</param>
    /// <param name="arguments">More of the simulator's own options.</param>
    public static async Task<Simulator> StartAsync(int? port = null, params string[] arguments)
    {
        var chosen = port ?? FreePort.Next();
        var start = new ProcessStartInfo(PublishedApp.Simulator, ["--urls", AddressOf(chosen).ToString(), .. arguments]);
        var process = await ServerProcess.StartAsync(start, (server, _) => Task.FromResult(server.Output.Contains("listening on", StringComparison.Ordinal)));
        return new Simulator(process, chosen);
    }

    /// <summary>Everything that was ever started here, oldest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> ExecutionsAsync() =>
        await _http.GetFromJsonAsync<List<JsonElement>>(new Uri("_simulator/executions", UriKind.Relative)) ?? [];

    /// <summary>The delivery ids of everything that was ever started here.</summary>
    public async Task<IReadOnlyList<string>> StartedDeliveriesAsync() =>
        [.. (await ExecutionsAsync()).Select(execution => execution.GetProperty("input").GetProperty("_deliveryId").GetString() ?? "")];

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

    private static Uri AddressOf(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
}
