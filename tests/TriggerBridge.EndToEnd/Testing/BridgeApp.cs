using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TriggerBridge.EndToEnd.Testing.Hosting;
using TriggerBridge.Testing;

namespace TriggerBridge.EndToEnd.Testing;

/// <summary>The published app: a process by itself, or the worker of a played Functions host.</summary>
internal sealed class BridgeApp : IAsyncDisposable
{
    private readonly HttpClient _http;
    private readonly string _apiKey;
    private readonly ServerProcess? _process;
    private readonly FunctionsHost? _host;

    private BridgeApp(ServerProcess? process, FunctionsHost? host, Uri url, string apiKey)
    {
        _process = process;
        _host = host;
        Url = url;
        _apiKey = apiKey;
        _http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(1) }) { BaseAddress = Url };
    }

    /// <summary>What it is when it runs by itself.</summary>
    public ServerProcess Process => _process ?? throw new InvalidOperationException("It runs under the Functions host.");

    /// <summary>What it is otherwise.</summary>
    public FunctionsHost Host => _host ?? throw new InvalidOperationException("It runs by itself.");

    /// <summary>All that it printed, and all that it sent the host to log.</summary>
    public string Output => _host?.Output ?? Process.Output;

    public Uri Url { get; }

    /// <param name="folder">Its bridges and secrets.</param>
    /// <param name="tables">The ledger's connection string.</param>
    /// <param name="tenant">The simulator's address.</param>
    /// <param name="settings">More environment variables; they win.</param>
    public static async Task<BridgeApp> StartAsync(BridgeFolder folder, string tables, Uri tenant, IReadOnlyDictionary<string, string>? settings = null)
    {
        // A shell's background job ignores Ctrl-C, and so would all that it starts.
        var start = OperatingSystem.IsLinux() ? new ProcessStartInfo("env", ["--default-signal=INT", PublishedApp.Bridge]) : new ProcessStartInfo(PublishedApp.Bridge);
        start.WorkingDirectory = Path.GetDirectoryName(PublishedApp.Bridge);
        foreach (var (name, value) in Environment(folder, tables, tenant, settings))
            start.Environment[name] = value;
        start.ArgumentList.Add("--urls=http://127.0.0.1:0");

        using var probe = new HttpClient(new SocketsHttpHandler());
        var process = await ServerProcess.StartAsync(start, async (server, cancellationToken) =>
        {
            if (AddressOf(server) is not { } url)
                return false;
            using var answer = await probe.GetAsync(new Uri(url, "/api/health"), cancellationToken);
            return answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable;
        });
        return new BridgeApp(process, host: null, AddressOf(process)!, folder.ApiKey);
    }

    /// <summary>The same under the Functions host, which calls its timers only when told to.</summary>
    /// <param name="folder">Its bridges and secrets; the host's key is the administrator's.</param>
    /// <param name="tables">The ledger's connection string.</param>
    /// <param name="tenant">The simulator's address.</param>
    /// <param name="settings">More environment variables; they win.</param>
    public static async Task<BridgeApp> StartHostedAsync(BridgeFolder folder, string tables, Uri tenant, IReadOnlyDictionary<string, string>? settings = null)
    {
        var host = await FunctionsHost.StartAsync(PublishedApp.Worker, Environment(folder, tables, tenant, settings), folder.ApiKey);
        return new BridgeApp(process: null, host, host.Url, folder.ApiKey);
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _http.SendAsync(request);

    public Task<HttpResponseMessage> GetAsync(string path, bool withKey = true) => SendAsync(Request(HttpMethod.Get, path, withKey));

    public Task<HttpResponseMessage> PostAsync(string path, string? json = null, bool withKey = true)
    {
        var request = Request(HttpMethod.Post, path, withKey);
        request.Content = json is null ? null : new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        return SendAsync(request);
    }

    /// <summary>A list as lines, while it comes.</summary>
    public async Task<Stream> StreamAsync(string path)
    {
        using var request = Request(HttpMethod.Get, path, withKey: true);
        request.Headers.Add("Accept", "application/x-ndjson");
        var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
    }

    /// <summary>One delivery, as the API shows it.</summary>
    public async Task<JsonElement> DeliveryAsync(string deliveryId)
    {
        using var answer = await GetAsync($"/api/deliveries/{BridgeFolder.Bridge}/{deliveryId}");
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    // On a busy machine the ledger may be too slow for one answer: asked again, it has it.
    private async Task<JsonElement> PageAsync(string continuation)
    {
        var page = await Wait.UntilAsync(
            async () =>
            {
                using var answer = await GetAsync($"/api/deliveries?take=200&continuation={continuation}");
                return answer.StatusCode == HttpStatusCode.ServiceUnavailable
                    ? (JsonElement?)null
                    : await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
            },
            page => page is not null);
        return page!.Value;
    }

    /// <summary>Every delivery in the ledger, page by page.</summary>
    public async Task<IReadOnlyList<JsonElement>> DeliveriesAsync()
    {
        var all = new List<JsonElement>();
        for (var continuation = ""; continuation is not null;)
        {
            var page = await PageAsync(continuation);
            all.AddRange(page.GetProperty("items").EnumerateArray());
            continuation = page.GetProperty("continuation").GetString();
        }

        return all;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        foreach (var running in (IAsyncDisposable?[])[_process, _host])
        {
            if (running is not null)
                await running.DisposeAsync();
        }
    }

    private static Uri? AddressOf(ServerProcess process) => process.WordAfter("Now listening on: ") is { } url ? new Uri(url) : null;

    private HttpRequestMessage Request(HttpMethod method, string path, bool withKey)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (withKey)
            request.Headers.Authorization = new("Bearer", _apiKey);
        return request;
    }

    private static Dictionary<string, string> Environment(BridgeFolder folder, string tables, Uri tenant, IReadOnlyDictionary<string, string>? settings)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            // The local host reads the one, a worker the other.
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["AZURE_FUNCTIONS_ENVIRONMENT"] = "Development",
            ["AzureWebJobsStorage"] = tables,
            ["TriggerBridge__Bridges"] = folder.Bridges,
            ["TriggerBridge__SecretsFile"] = folder.SecretsFile,
            ["TriggerBridge__Tenants__acme__BaseUrl"] = tenant.ToString(),
            ["TriggerBridge__ApiKeysSecret"] = "api-keys",
            ["ProcessDueWorkSchedule"] = "* * * * * *",
            ["PollSourcesSchedule"] = "0 * * * * *",
            ["PurgeLedgerSchedule"] = "0 17 3 * * *",
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string>(StringComparer.Ordinal))
            environment[name] = value;
        return environment;
    }
}
