using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Dev;

/// <summary>Azurite, the simulator of ISC and the app, each a program of its own.</summary>
internal sealed partial class DevServices(DevOptions options, DevPrograms programs, DevFiles files) : IAsyncDisposable
{
    /// <summary>The key that this program and whoever uses it have.</summary>
    public const string OperatorKey = "operator-key";

    /// <summary>The list of those that the app knows.</summary>
    public const string ApiKeys = "api-keys";
    public const string ReadCredential = "isc-read";

    // Azurite's own, known to everybody (https://learn.microsoft.com/azure/storage/common/storage-use-azurite#well-known-storage-account-and-key).
    private const string Account = "devstoreaccount1";
    private const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    // What Azurite lacks: on port 0 it does not print which one it got, and it outlives whoever started it. At SIGINT it saves what it has.
    private const string Preload = """
        data:text/javascript,
        import { Server } from 'node:net';
        const listen = Server.prototype.listen;
        Server.prototype.listen = function (...to) {
          return listen.apply(this, to).once('listening', () => console.log('Listening on port ' + this.address().port));
        };
        process.stdin.on('end', () => process.emit('SIGINT')).resume();
        """;

    private ChildProcess? _azurite;
    private ChildProcess? _simulator;
    private ChildProcess? _app;
    private int _azuritePort;

    /// <summary>The app's address.</summary>
    public Uri App { get; private set; } = new("http://127.0.0.1");

    /// <summary>The simulated tenant; null where there is a real one.</summary>
    public Uri? Simulator { get; private set; }

    /// <summary>What the app has printed since the last call.</summary>
    public IReadOnlyList<string> TakeAppLines() => _app!.TakeLines();

    /// <param name="tenants">Those that the bridges name.</param>
    /// <exception cref="CliException">One of them could not be started.</exception>
    public async Task StartAsync(IReadOnlyCollection<string> tenants, CancellationToken cancellationToken)
    {
        var (app, azurite, simulator) = (FreeOf(options.AppPort, mayBeOther: false), FreeOf(options.AzuritePort), FreeOf(options.SimulatorPort));
        _azurite = await ChildProcess.StartAsync("Azurite", AzuriteStart(azurite), LogOf("azurite"), "successfully started", cancellationToken);
        _azuritePort = int.Parse(_azurite.WordAfter("Listening on port ")!, CultureInfo.InvariantCulture);
        if (options.Live is null)
        {
            _simulator = await ChildProcess.StartAsync("The simulator", SimulatorStart(simulator), LogOf("simulator"), "listening on ", cancellationToken);
            Simulator = new Uri(_simulator.WordAfter("listening on ")!);
        }

        await StartAppAsync(app, tenants, cancellationToken);
    }

    /// <summary>Starts the app anew, at the same address: its settings are those of its start.</summary>
    /// <param name="tenants">Those that the bridges name now.</param>
    /// <exception cref="CliException">It could not be started.</exception>
    public async Task RestartAppAsync(IReadOnlyCollection<string> tenants, CancellationToken cancellationToken)
    {
        await _app!.DisposeAsync();
        await StartAppAsync(App.Port, tenants, cancellationToken);
    }

    /// <exception cref="CliException">One of them has ended.</exception>
    public async Task CheckAsync()
    {
        if (((ChildProcess?[])[_azurite, _simulator, _app]).FirstOrDefault(child => child is { HasEnded: true }) is { } ended)
            throw await ended.FailureAsync();
    }

    public async ValueTask DisposeAsync()
    {
        // The app first: it records what it was about to do.
        foreach (var child in (ChildProcess?[])[_app, _simulator, _azurite])
        {
            if (child is not null) await child.DisposeAsync();
        }
    }

    private async Task StartAppAsync(int port, IReadOnlyCollection<string> tenants, CancellationToken cancellationToken)
    {
        _app = await ChildProcess.StartAsync("The app", AppStart(port, tenants), LogOf("app"), "Now listening on: ", cancellationToken);
        App = new Uri(_app.WordAfter("Now listening on: ")!);
    }

    private string LogOf(string name) => Path.Combine(files.Logs, name + ".log");

    private ProcessStartInfo AzuriteStart(int port) => new("node",
    [
        "--import", Preload,
        programs.Azurite,
        "--tableHost", "127.0.0.1", "--tablePort", port.ToString(CultureInfo.InvariantCulture),
        "--location", files.Azurite,
        "--skipApiVersionCheck", "--disableTelemetry", "--silent",
    ]);

    private ProcessStartInfo SimulatorStart(int port) => Clean(new ProcessStartInfo("dotnet",
    [
        programs.Simulator, "--urls", UrlOf(port), "--clients", files.Clients, "--state", files.SimulatorState, "--end-with-input", "--verbose",
    ]));

    private ProcessStartInfo AppStart(int port, IReadOnlyCollection<string> tenants)
    {
        var start = Clean(new ProcessStartInfo("dotnet", [programs.App, "--urls", UrlOf(port)]));
        // Its own folder: in that of the user there may be settings of another app.
        start.WorkingDirectory = Path.GetDirectoryName(programs.App);
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["AzureWebJobsStorage"] = $"AccountName={Account};AccountKey={AccountKey};TableEndpoint={UrlOf(_azuritePort)}/{Account}",
            ["TriggerBridge__Bridges"] = Path.GetFullPath(files.Folder),
            ["TriggerBridge__SecretsFile"] = Path.GetFullPath(files.Secrets),
            ["TriggerBridge__ApiKeysSecret"] = ApiKeys,
            ["LocalHost__RecordTo"] = Path.GetFullPath(files.Requests),
            ["LocalHost__EndWithInput"] = "true",
            // Somebody watches: what would be looked at in a minute is looked at now.
            ["TriggerBridge__TrackRecentEvery"] = "00:00:02",
            ["ProcessDueWorkSchedule"] = "*/2 * * * * *",
            ["PollSourcesSchedule"] = "*/10 * * * * *",
            ["PurgeLedgerSchedule"] = "0 17 3 * * *",
        };
        if (options.Public is { } address) settings["TriggerBridge__PublicBaseUrl"] = address.ToString();
        foreach (var tenant in options.Live is { } live ? [live] : tenants.Select(name => new LiveTenant(name, Simulator!.AbsoluteUri, ReadCredential)))
        {
            settings[$"TriggerBridge__Tenants__{tenant.Name}__BaseUrl"] = tenant.Url;
            settings[$"TriggerBridge__Tenants__{tenant.Name}__ReadCredential"] = tenant.ReadCredential;
        }

        foreach (var (name, value) in settings) start.Environment[name] = value;
        return start;
    }

    private static string UrlOf(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");

    // Settings of the shell must not change what is shown, but for those of a real tenant, which may need more than its address.
    private ProcessStartInfo Clean(ProcessStartInfo start)
    {
        var kept = options.Live is { } live ? $"TriggerBridge__Tenants__{live.Name}__" : null;
        foreach (var name in start.Environment.Keys.Where(name => Foreign().IsMatch(name) && (kept is null || !name.StartsWith(kept, StringComparison.OrdinalIgnoreCase))).ToList()) start.Environment.Remove(name);
        return start;
    }

    /// <param name="mayBeOther">Where nobody asked for this very port, another one will do.</param>
    private static int FreeOf(DevPort port, bool mayBeOther = true)
    {
        if (port.Number == 0 || IsFree(port.Number)) return port.Number;
        return mayBeOther && !port.IsGiven ? 0 : throw new CliException(
            $"Port {port.Number} is taken: choose another by {port.Option} {(port.Number < 65_000 ? port.Number + 100 : port.Number - 100)}, or {port.Option} 0 for any that is free.", ExitCode.Configuration);
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [GeneratedRegex("^(ASPNETCORE_|DOTNET_ENVIRONMENT$|TriggerBridge__|LocalHost__|FUNCTIONS_|AzureWebJobs|AZURE_FUNCTIONS_|ProcessDueWorkSchedule$|PollSourcesSchedule$|PurgeLedgerSchedule$)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Foreign();
}
