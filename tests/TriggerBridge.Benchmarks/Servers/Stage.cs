using System.Globalization;
using TriggerBridge.Benchmarks.Bare;
using TriggerBridge.Testing;

namespace TriggerBridge.Benchmarks.Servers;

/// <summary>Everything around the two servers that are compared: Azurite in memory, the simulator, the published programs.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private const string App = "TriggerBridge.Functions";
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

    /// <param name="appFolder">Where the app's executable is; an ordinary publish of it by default.</param>
    public static async Task<Stage> SetAsync(string? appFolder = null)
    {
        appFolder ??= await Published.PublishAsync(App);
        var simulatorFolder = await Published.PublishAsync(SimulatorApp);
        var files = AppFiles.Create();
        var azurite = await AzuriteProcess.StartAsync();
        // Tokens outlive the run: the bare server does not renew its own.
        var simulator = await HttpServer.StartAsync(
            Path.Combine(simulatorFolder, SimulatorApp), url => ["--urls", url, "--token-seconds", "86400"], "_simulator/requests", files.LogOf("simulator"));
        return new(azurite, simulator, files, appFolder);
    }

    /// <summary>What the app is told of this stage, for the caller to change.</summary>
    public Dictionary<string, string> Settings() => Files.Settings(TableConnectionString, SimulatorUrl);

    public Task<HttpServer> StartAppAsync() => StartAppAsync(SimulatorUrl);

    /// <param name="tenant">Where the app believes ISC to be.</param>
    public Task<HttpServer> StartAppAsync(Uri tenant) => HttpServer.StartAsync(
        Path.Combine(_appFolder, App), url => ["--urls", url], "api/health", Files.LogOf("app"), Files.Settings(TableConnectionString, tenant));

    /// <summary>As the Functions host starts it.</summary>
    public Task<HttpServer> StartUnderHostAsync(IReadOnlyDictionary<string, string> settings) => HttpServer.StartAsync(
        Path.Combine(_appFolder, App),
        url => ["--FUNCTIONS_CUSTOMHANDLER_PORT", new Uri(url).Port.ToString(CultureInfo.InvariantCulture)],
        "api/health",
        Files.LogOf("app"),
        settings);

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
