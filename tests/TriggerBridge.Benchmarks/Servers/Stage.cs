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

    public string TableConnectionString => _azurite.ConnectionString;

    /// <summary>The connection string of tables that nobody else uses.</summary>
    public string TakeTables() => _azurite.TakeAccount();

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

    /// <summary>Publishes the app as it was at a commit.</summary>
    /// <returns>The folder.</returns>
    public static Task<string> PublishBeforeAsync(string commit) => Published.PublishAsOfAsync(commit, App);

    /// <summary>The function app without the Functions host.</summary>
    /// <param name="settings">Its environment variables; those of this stage by default.</param>
    /// <param name="folder">Where another one was published to.</param>
    public Task<HttpServer> StartAppAsync(IReadOnlyDictionary<string, string>? settings = null, string? folder = null) => HttpServer.StartAsync(
        Path.Combine(folder ?? _appFolder, App), url => ["--urls", url], "api/health", Files.LogOf(folder is null ? "app" : "before"), settings ?? Settings());

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
