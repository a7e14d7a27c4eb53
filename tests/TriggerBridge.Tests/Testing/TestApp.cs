using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges.Live;
using TriggerBridge.Credentials;
using TriggerBridge.Flows.DueWork;
using TriggerBridge.Flows.Polling;
using TriggerBridge.Functions;
using TriggerBridge.LocalHost;
using TriggerBridge.Operators;
using TriggerBridge.Polling.Requests;
using TriggerBridge.SailPoint;
using TriggerBridge.Tests.Testing.Tables;
using TriggerBridge.Tests.Webhooks.Senders;
using TriggerBridge.Webhooks.Published;

namespace TriggerBridge.Tests.Testing;

/// <summary>The whole app in this process; only what lies outside is replaced: ISC, the clock, the table service.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    public const string Bridge = "github";

    /// <summary>An API key with all roles.</summary>
    public static readonly string Key = ApiKey.Create();

    public const string Secret = "the webhook's secret";
    public const string DataKey = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("triggerbridge-");
    private string _input = """{ "login.$": "$.user.login" }""";
    private string? _webhook = """{ "scheme": "github", "secret": "hook" }""";
    private string _more = "";
    private int _moreBridges;
    private string[] _settings = [];
    private WebApplication? _app;
    private HttpClient? _client;
    private SimulatedTenant? _simulator;
    private Action<ListenOptions>? _listen;
    private SecretStore? _store;

    private TestApp()
    {
    }

    public ManualClock Time { get; private init; } = new(Sample.Noon);

    public InMemoryTableServiceClient Tables { get; private init; } = new();

    public FakeTenant Tenant { get; private init; } = new();

    /// <summary>What polls read.</summary>
    public FakeSource Source { get; private init; } = new();

    /// <summary>What senders publish.</summary>
    public SamplePublisher Publisher { get; } = new();

    /// <summary>ISC as the simulator is, in place of <see cref="Tenant"/>, where the test has started with it.</summary>
    public SimulatedTenant Simulator => _simulator ?? throw new InvalidOperationException("Started without the simulator.");

    public RecordedLogs Logs { get; } = new();

    public IServiceProvider Services => _app!.Services;

    public HttpClient Client => _client!;

    public TestServer Server => _app!.GetTestServer();

    /// <summary>Where it listens, if the test has started it on a real server.</summary>
    public int Port => new Uri(_app!.Urls.Single()).Port;

    /// <param name="more">More keys of the bridge file, each followed by a comma.</param>
    /// <param name="secrets">The secrets file; a default with all secrets.</param>
    /// <param name="settings">More settings, as <c>Name=value</c>.</param>
    public static Task<TestApp> StartAsync(string more = "", string? secrets = null, params string[] settings) =>
        StartAsync(new TestApp(), more, workflow: "", secrets, settings);

    /// <summary>On a real server, on a port of its own; there is no <see cref="Client"/>.</summary>
    public static Task<TestApp> StartOnKestrelAsync(Action<ListenOptions> listen, params string[] settings) =>
        StartAsync(new TestApp { _listen = listen }, more: "", workflow: "", secrets: null, settings);

    /// <summary>With the simulator as ISC, and a credential to read its executions by.</summary>
    /// <param name="more">More keys of the bridge file, each followed by a comma.</param>
    /// <param name="completeAfter">How long executions take.</param>
    /// <param name="workflow">More keys of the bridge's workflow, each after a comma.</param>
    /// <param name="iscAhead">How far ISC's clock is ahead of everybody else's.</param>
    /// <param name="webhook">The section of the bridge file, for a bridge that hands on the whole event; null: the usual bridge.</param>
    /// <param name="settings">More settings, as <c>Name=value</c>.</param>
    public static async Task<TestApp> StartWithSimulatorAsync(
        string more = "", string completeAfter = "00:10:00", string workflow = "", TimeSpan iscAhead = default, string? webhook = null, params string[] settings)
    {
        var test = webhook is null ? new TestApp() : new TestApp { _webhook = webhook, _input = """{ "event.$": "$" }""" };
        test._simulator = await SimulatedTenant.StartAsync(new ShiftedTime(test.Time, iscAhead), completeAfter);
        return await StartAsync(
            test,
            more,
            workflow,
            $$"""
            {
              "hook": "{{Secret}}", "client": { "id": "external", "secret": "s" },
              "reader": { "id": "reader", "secret": "r" }, "triggerbridge-data-key": "{{DataKey}}"
            }
            """,
            // No pace: the test's clock stands still.
            ["TriggerBridge:Tenants:acme:ReadCredential=reader", "TriggerBridge:Tenants:acme:RequestsPer10Seconds=0", .. settings]);
    }

    /// <summary>With a bridge to another sender, which hands on the whole event.</summary>
    /// <param name="webhook">The section of the bridge file.</param>
    /// <param name="secrets">The secrets file.</param>
    /// <param name="more">More keys of the bridge file, each followed by a comma.</param>
    /// <param name="settings">More settings, as <c>Name=value</c>.</param>
    public static Task<TestApp> StartForAsync(string webhook, string? secrets = null, string more = "", string? input = null, params string[] settings) =>
        StartAsync(new TestApp { _webhook = webhook, _input = input ?? """{ "event.$": "$" }""" }, more, workflow: "", secrets, settings);

    /// <summary>As <see cref="StartForAsync"/>, on a real server with the clock of everybody else, for senders that are programs.</summary>
    /// <param name="webhook">The section of the bridge file.</param>
    /// <param name="secrets">The secrets file.</param>
    /// <param name="store">Where the app puts secrets that it comes by; null: nowhere.</param>
    public static Task<TestApp> StartForProgramsAsync(string webhook, string secrets, SecretStore? store = null) => StartAsync(
        new TestApp { _store = store, _webhook = webhook, _input = """{ "event.$": "$" }""", _listen = _ => { }, Time = new(TimeProvider.System.GetUtcNow()) }, more: "", workflow: "", secrets, []);

    /// <summary>With a bridge that polls, and hands on the whole item.</summary>
    /// <param name="poll">The section of the bridge file.</param>
    /// <param name="webhook">The section of the bridge file; null: it only polls.</param>
    /// <param name="more">More keys of the bridge file, each followed by a comma.</param>
    /// <param name="bridges">How many bridges of this kind there are.</param>
    public static Task<TestApp> StartPollAsync(string poll, string? webhook = null, string more = "", int bridges = 1) => StartAsync(
        new TestApp { _webhook = webhook, _input = """{ "event.$": "$" }""", _moreBridges = bridges - 1 },
        $"{more} \"poll\": {poll},",
        workflow: "",
        $$"""
        {
          "hook": "{{Secret}}", "client": { "id": "external", "secret": "s" },
          "pair": { "user": "reader", "password": "pass word" }, "key": "key/+=", "oauth": { "id": "app", "secret": "o" }
        }
        """,
        []);

    /// <summary>Another instance of the app, with the same ledger, clock, tenant and source, and the usual bridge.</summary>
    public Task<TestApp> StartAnotherAsync(params string[] settings) =>
        StartAsync(new TestApp { Time = Time, Tables = Tables, Tenant = Tenant, Source = Source }, more: "", workflow: "", secrets: null, settings);

    /// <summary>Another instance with the same bridge.</summary>
    public async Task<TestApp> StartTwinAsync() => await StartAsync(
        new TestApp { Time = Time, Tables = Tables, Tenant = Tenant, Source = Source, _webhook = _webhook, _input = _input }, _more, workflow: "", await File.ReadAllTextAsync(SecretsFile), _settings);

    private static async Task<TestApp> StartAsync(TestApp test, string more, string workflow, string? secrets, string[] settings)
    {
        test.Tables.Time = test.Time;
        test._more = more;
        test.WriteBridge(more, workflow: workflow);
        for (var i = 1; i <= test._moreBridges; i++) test.WriteBridge(more, string.Create(CultureInfo.InvariantCulture, $"{Bridge}-{i}"), workflow: workflow);
        test.WriteSecrets(secrets ?? $$"""
            { "hook": "{{Secret}}", "client": { "id": "external", "secret": "s" } }
            """);

        test._settings = settings;
        try
        {
            await test.RunAsync();
            return test;
        }
        catch
        {
            await test.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the app and starts it again on the same ledger, as after a deployment, with only this bridge.</summary>
    public async Task RestartAsync(string bridge = Bridge, string? input = null, string more = "")
    {
        await EndAsync();
        foreach (var file in new DirectoryInfo(BridgesPath).GetFiles())
            file.Delete();
        WriteBridge(more, bridge, input);
        await RunAsync();
    }

    /// <summary>Ends the app and starts it again with one bridge file more, or another in place of one.</summary>
    public async Task RestartWithFileAsync(string bridge, string text)
    {
        await EndAsync();
        await File.WriteAllTextAsync(Path.Combine(BridgesPath, bridge + ".json"), text);
        await RunAsync();
    }

    /// <summary>Writes a bridge file, or removes it, while the app runs.</summary>
    /// <param name="text">Null: the file goes.</param>
    public void WriteBridgeFile(string file, string? text)
    {
        var location = Path.Combine(BridgesPath, file);
        Directory.CreateDirectory(Path.GetDirectoryName(location)!);
        if (text is null) File.Delete(location);
        else File.WriteAllText(location, text);
    }

    /// <summary>The app looks at its bridge files, and once more when what was being written must be whole.</summary>
    public async Task LookAtBridgesAsync()
    {
        await Get<BridgeUpdates>().LookAsync(CancellationToken.None);
        Time.Advance(TimeSpan.FromSeconds(1));
        await Get<BridgeUpdates>().LookAsync(CancellationToken.None);
    }

    /// <summary>Stops the app in order, as SIGTERM does. The ledger can still be looked at.</summary>
    public Task StopAsync() => _app!.StopAsync();

    /// <summary>An operator who may do everything.</summary>
    public static AuthenticationHeaderValue Operator => new("Bearer", Key);

    public string SecretsFile => Path.Combine(_folder.FullName, "secrets.json");

    /// <param name="json">Without the list of API keys, which goes with it.</param>
    public void WriteSecrets(string json)
    {
        var secrets = JsonNode.Parse(json)!.AsObject();
        secrets["api-keys"] = JsonNode.Parse(ApiKeyList.Of("operator", Key).Write());
        File.WriteAllText(SecretsFile, secrets.ToJsonString());
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(SecretsFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Posts an event, signed as GitHub signs.</summary>
    public async Task<HttpResponseMessage> PostAsync(string id, string body = """{"user":{"login":"octocat"}}""", string secret = Secret, Action<HttpRequestMessage>? adjust = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/hooks/{Bridge}") { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.Add("Content-Type", "application/json");
        request.Headers.Add("X-GitHub-Delivery", id);
        request.Headers.Add("X-GitHub-Event", "organization");
        request.Headers.Add("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), bytes)));
        adjust?.Invoke(request);
        return await Client.SendAsync(request);
    }

    /// <summary>Posts an event that is accepted, and returns the answer.</summary>
    public async Task<JsonElement> DeliverAsync(string id)
    {
        using var answer = await PostAsync(id);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>A GET with the operators' key.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = Operator;
        using var answer = await Client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>A POST with the operators' key.</summary>
    public async Task<HttpResponseMessage> PostAsOperatorAsync(string path, string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = Operator;
        return await Client.SendAsync(request);
    }

    public Task<JsonElement> DeliveryAsync(JsonElement accepted) => GetAsync($"/api/deliveries/{Bridge}/{accepted.GetProperty("deliveryId").GetString()}");

    /// <summary>The only delivery in the ledger, in full.</summary>
    public async Task<JsonElement> OnlyDeliveryAsync() => await DeliveryAsync(Assert.Single(await DeliveriesAsync()));

    /// <summary>Waits for what waits on the test's clock. Time goes on when nobody asks the simulator anything, however busy the machine is.</summary>
    public async Task AwaitOnClockAsync(Task work)
    {
        while (!work.IsCompleted)
        {
            for (var (seen, quiet) = (0, 0); quiet < 12 && !work.IsCompleted; quiet = seen == Simulator.Handler.Requests.Count ? quiet + 1 : 0)
            {
                seen = Simulator.Handler.Requests.Count;
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
            }

            if (!work.IsCompleted)
                Time.Advance(TimeSpan.FromMilliseconds(250));
        }

        await work;
    }

    /// <summary>One tick of the timer, after some time.</summary>
    public async Task TickAsync(TimeSpan after)
    {
        Time.Advance(after);
        await Get<DueWorkSweep>().ProcessAsync(CancellationToken.None);
    }

    /// <summary>One tick of the timer that reads sources, after some time.</summary>
    public async Task<int> PollAsync(TimeSpan after)
    {
        Time.Advance(after);
        return await Get<DuePolls>().RunAsync(CancellationToken.None);
    }

    /// <summary>All rows of the ledger's list.</summary>
    public async Task<IReadOnlyList<JsonElement>> DeliveriesAsync()
    {
        var all = new List<JsonElement>();
        for (var continuation = ""; continuation is not null;)
        {
            var page = await GetAsync($"/api/deliveries?take=200&continuation={continuation}");
            all.AddRange(page.GetProperty("items").EnumerateArray());
            continuation = page.GetProperty("continuation").GetString();
        }

        return all;
    }

    /// <summary>The only poll, as <c>GET /api/polls</c> has it.</summary>
    public async Task<JsonElement> PollReportAsync() => (await GetAsync("/api/polls")).GetProperty("items").EnumerateArray().Single();

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_app is not null)
            await _app.DisposeAsync();
        if (_simulator is not null)
            await _simulator.DisposeAsync();
        _folder.Delete(recursive: true);
        // A source that was asked in another way than it takes: whatever the test saw, it would not see from a real one.
        Assert.Empty(Source.Objections);
    }

    public string BridgesPath => Path.Combine(_folder.FullName, "bridges");

    private async Task EndAsync()
    {
        _client!.Dispose();
        await _app!.DisposeAsync();
    }

    private async Task RunAsync()
    {
        _app = LocalHostApp.Build(
            [
                "--environment=Development",
                "--AzureWebJobsStorage=UseDevelopmentStorage=true",
                $"--TriggerBridge:Bridges={BridgesPath}",
                $"--TriggerBridge:SecretsFile={SecretsFile}",
                "--TriggerBridge:Tenants:acme:BaseUrl=https://acme.example.com",
                "--TriggerBridge:ApiKeysSecret=api-keys",
                .. _settings.Select(setting => "--" + setting),
            ],
            Replace);
        await _app.Services.ReadBridgesAsync();
        await _app.StartAsync();
        _client = _listen is null ? _app.GetTestClient() : null;
    }

    private void WriteBridge(string more, string bridge = Bridge, string? input = null, string workflow = "")
    {
        Directory.CreateDirectory(BridgesPath);
        File.WriteAllText(Path.Combine(BridgesPath, bridge + ".json"), $$"""
            {
              {{more}}
              {{(_webhook is null ? "" : $"\"webhook\": {_webhook},")}}
              "input": {{input ?? _input}},
              "workflow": { "tenant": "acme", "id": "workflow", "credential": "client"{{workflow}} }
            }
            """);
    }

    private void Replace(WebApplicationBuilder builder)
    {
        if (_listen is { } listen) builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen));
        else builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders().AddProvider(Logs);
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddSingleton<TableServiceClient>(Tables);
        builder.Services.AddHttpClient(IscClients.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => _simulator?.Handler ?? Tenant.Handler);
        foreach (var name in new[] { PollClients.Public, PollClients.Allowed })
            builder.Services.AddHttpClient(name).ConfigurePrimaryHttpMessageHandler(() => Source.Handler);
        builder.Services.AddHttpClient(PublishedDocuments.Client).ConfigurePrimaryHttpMessageHandler(() => Publisher);
        builder.Services.AddSingleton(SampleAuthority.Trust);
        if (_store is not null) builder.Services.AddSingleton(_store);
        // Tests tick by themselves, and nothing else may ask the ledger or the vault beside them.
        foreach (var own in builder.Services.Where(service => service.ImplementationType == typeof(Timers) || service.ImplementationType == typeof(StartupCheck) || service.ImplementationType == typeof(DriftWatch)).ToList())
            builder.Services.Remove(own);
    }
}
