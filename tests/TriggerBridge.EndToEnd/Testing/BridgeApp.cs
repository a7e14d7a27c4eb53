using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TriggerBridge.Testing;

namespace TriggerBridge.EndToEnd.Testing;

/// <summary>The published app as a process, alone or as the custom handler of a Functions host.</summary>
internal sealed class BridgeApp : IAsyncDisposable
{
    private readonly HttpClient _http;
    private readonly string _adminKey;

    private BridgeApp(ServerProcess process, Uri url, string adminKey)
    {
        Process = process;
        Url = url;
        _adminKey = adminKey;
        _http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(1) }) { BaseAddress = Url };
    }

    public ServerProcess Process { get; }

    public Uri Url { get; }

    /// <param name="folder">Its bridges and secrets.</param>
    /// <param name="tables">The ledger's connection string.</param>
    /// <param name="tenant">The simulator's address.</param>
    /// <param name="settings">More environment variables; they win.</param>
    /// <param name="program">Its executable, in whose folder it starts; the published one by default.</param>
    public static async Task<BridgeApp> StartAsync(
        BridgeFolder folder, string tables, Uri tenant, IReadOnlyDictionary<string, string>? settings = null, string? program = null)
    {
        var start = new ProcessStartInfo(program ?? PublishedApp.Bridge) { WorkingDirectory = Path.GetDirectoryName(program ?? PublishedApp.Bridge) };
        foreach (var (name, value) in Environment(folder, tables, tenant).Concat(settings ?? new Dictionary<string, string>(StringComparer.Ordinal)))
            start.Environment[name] = value;
        // The Functions host says which port it wants, and then nobody else is told.
        var given = start.Environment.ContainsKey("FUNCTIONS_CUSTOMHANDLER_PORT") ? FreePort.Next() : (int?)null;
        if (given is { } port)
            start.Environment["FUNCTIONS_CUSTOMHANDLER_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        else
            start.ArgumentList.Add("--urls=http://127.0.0.1:0");

        using var probe = new HttpClient(new SocketsHttpHandler());
        var process = await ServerProcess.StartAsync(start, async (server, cancellationToken) =>
        {
            if (AddressOf(server, given) is not { } url)
                return false;
            using var answer = await probe.GetAsync(new Uri(url, "/api/health"), cancellationToken);
            return answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable;
        });
        return new BridgeApp(process, AddressOf(process, given)!, folder.AdminKey);
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _http.SendAsync(request);

    public Task<HttpResponseMessage> GetAsync(string path, bool withKey = true) => SendAsync(Request(HttpMethod.Get, path, withKey));

    public Task<HttpResponseMessage> PostAsync(string path, string? json = null, bool withKey = true)
    {
        var request = Request(HttpMethod.Post, path, withKey);
        request.Content = json is null ? null : new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        return SendAsync(request);
    }

    /// <summary>One delivery, as the API shows it.</summary>
    public async Task<JsonElement> DeliveryAsync(string deliveryId)
    {
        using var answer = await GetAsync($"/api/deliveries/{BridgeFolder.Bridge}/{deliveryId}");
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Every delivery in the ledger, page by page.</summary>
    public async Task<IReadOnlyList<JsonElement>> DeliveriesAsync()
    {
        var all = new List<JsonElement>();
        for (var continuation = ""; continuation is not null;)
        {
            using var answer = await GetAsync($"/api/deliveries?take=200&continuation={continuation}");
            answer.EnsureSuccessStatusCode();
            var page = await answer.Content.ReadFromJsonAsync<JsonElement>();
            all.AddRange(page.GetProperty("deliveries").EnumerateArray());
            continuation = page.GetProperty("continuation").GetString();
        }

        return all;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Process.DisposeAsync();
    }

    private static Uri? AddressOf(ServerProcess process, int? port) =>
        (port is null ? process.WordAfter("Now listening on: ") : string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")) is { } url ? new Uri(url) : null;

    private HttpRequestMessage Request(HttpMethod method, string path, bool withKey)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (withKey)
            request.Headers.Add("x-functions-key", _adminKey);
        return request;
    }

    private static Dictionary<string, string> Environment(BridgeFolder folder, string tables, Uri tenant) => new(StringComparer.Ordinal)
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["AzureWebJobsStorage"] = tables,
        ["TriggerBridge__BridgesPath"] = folder.Bridges,
        ["TriggerBridge__SecretsFile"] = folder.SecretsFile,
        ["TriggerBridge__Tenants__acme__BaseUrl"] = tenant.ToString(),
        ["TriggerBridge__AdminKey"] = "admin-key",
        ["ProcessDueWorkSchedule"] = "* * * * * *",
        ["PollSourcesSchedule"] = "0 * * * * *",
        ["PurgeLedgerSchedule"] = "0 17 3 * * *",
    };
}
