using TriggerBridge.Benchmarks.Bare;
using TriggerBridge.Testing;

namespace TriggerBridge.Benchmarks.Servers;

/// <summary>Everything around the servers that are measured: Azurite in memory, the simulator, the published programs.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private const string App = "TriggerBridge.LocalHost";
    private const string SimulatorApp = "TriggerBridge.Simulator";

    private readonly AzuriteProcess _azurite;
    private readonly HttpServer _simulator;
    private readonly string _appFolder;

    private Stage(AzuriteProcess azurite, HttpServer simulator, AppFiles files, string appFolder)
    {
        _azurite = azurite;
        _simulator = simulator;
        _appFolder = appFolder;
        Files = files;
    }

    public AppFiles Files { get; }

    public Uri SimulatorUrl => _simulator.Url;

    public Uri TableEndpoint => _azurite.Endpoint;

    public string TableConnectionString => _azurite.ConnectionString;

    public static async Task<Stage> SetAsync()
    {
        var appFolder = await Published.PublishAsync(App);
        var simulatorFolder = await Published.PublishAsync(SimulatorApp);
        var files = AppFiles.Create();
        var azurite = await AzuriteProcess.StartAsync();
        // Tokens outlive the run: the bare server does not renew its own.
        var simulator = await HttpServer.StartAsync(
            Path.Combine(simulatorFolder, SimulatorApp), url => ["--urls", url, "--token-seconds", "86400"], "_simulator/requests", files.LogOf("simulator"));
        return new(azurite, simulator, files, appFolder);
    }

    /// <summary>What the app is told of this stage, for the caller to change.</summary>
    /// <param name="tables">The ledger's connection string, where it is another one.</param>
    /// <param name="tenant">Where the app believes ISC to be, where it is not here.</param>
    public Dictionary<string, string> Settings(string? tables = null, Uri? tenant = null) => Files.Settings(tables ?? TableConnectionString, tenant ?? SimulatorUrl);

    /// <summary>The function app without the Functions host.</summary>
    public Task<HttpServer> StartAppAsync(IReadOnlyDictionary<string, string>? settings = null) => HttpServer.StartAsync(
        Path.Combine(_appFolder, App), url => ["--urls", url], "api/health", Files.LogOf("app"), settings ?? Settings());

    /// <summary>The function app as it was at a commit.</summary>
    public async Task<HttpServer> StartBeforeAsync(string commit) => await HttpServer.StartAsync(
        Path.Combine(await Published.PublishAsOfAsync(commit, App), App), url => ["--urls", url], "api/health", Files.LogOf("before"), Settings());

    public Task<HttpServer> StartBareAsync(int payloadBytes) => HttpServer.StartAsync(
        Environment.ProcessPath!,
        url =>
        [
            BareServer.Verb,
            .. new BareSettings { Urls = url, TableConnectionString = TableConnectionString, TenantUrl = SimulatorUrl, PayloadBytes = payloadBytes }.ToArguments(),
        ],
        "api/health",
        Files.LogOf("bare"));

    public async ValueTask DisposeAsync()
    {
        await _simulator.DisposeAsync();
        await _azurite.DisposeAsync();
        Files.Dispose();
    }
}
