using System.Diagnostics;
using System.Globalization;

namespace TriggerBridge.Testing;

/// <summary>Azurite's table service or its blob service on 127.0.0.1, in memory or, to outlive a restart, in a folder.</summary>
internal sealed class AzuriteProcess : IAsyncDisposable
{
    public const string AccountName = "devstoreaccount1";
    public const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private const int Accounts = 1_000;

    // What Azurite lacks: on port 0 it does not print which one it got, and it outlives whoever started it.
    private const string Preload = """
        data:text/javascript,
        import { Server } from 'node:net';
        const listen = Server.prototype.listen;
        Server.prototype.listen = function (...to) {
          return listen.apply(this, to).once('listening', () => console.log('Listening on port ' + this.address().port));
        };
        process.stdin.on('end', () => process.exit()).resume().unref();
        """;

    private int _taken;

    private AzuriteProcess(ServerProcess server)
    {
        Server = server;
        Port = int.Parse(server.WordAfter("Listening on port ")!, CultureInfo.InvariantCulture);
    }

    public ServerProcess Server { get; }

    public int Port { get; }

    public Uri Endpoint => EndpointOf(AccountName);

    public string ConnectionString => ConnectionStringOf(AccountName);

    /// <summary>The table service.</summary>
    /// <param name="location">A folder that keeps the rows; in memory without one.</param>
    /// <param name="port">The port of an earlier one, for a restart; whichever the system gives by default.</param>
    // Its last word at the start: from then on it minds signals, too.
    public static Task<AzuriteProcess> StartAsync(string? location = null, int port = 0) => StartAsync("table", location, port, lastWord: "successfully started");

    /// <summary>The blob service; its containers are below <see cref="Endpoint"/>.</summary>
    /// <inheritdoc cref="StartAsync(string?, int)"/>
    public static Task<AzuriteProcess> StartBlobsAsync(string? location = null, int port = 0) => StartAsync("blob", location, port, lastWord: "successfully listens");

    private static async Task<AzuriteProcess> StartAsync(string service, string? location, int port, string lastWord)
    {
        var script = await NpmTools.LocateAsync("azurite", "dist", "src", service, "main.js");
        return new(await ServerProcess.StartAsync(
            StartInfo(service, script, location, port), (server, _) => Task.FromResult(server.Output.Contains(lastWord, StringComparison.Ordinal))));
    }

    /// <summary>The connection string of an account that nobody else was given: tests that share an Azurite see nothing of each other.</summary>
    public string TakeAccount()
    {
        var number = Interlocked.Increment(ref _taken);
        return number <= Accounts ? ConnectionStringOf(NameOf(number)) : throw new InvalidOperationException($"All {Accounts} accounts are taken.");
    }

    /// <summary>With SIGINT: on disk, Azurite saves the last two seconds of writes at no other signal.</summary>
    public async ValueTask DisposeAsync()
    {
        await using (Server)
        {
            Server.Send(ProcessSignal.Continue);
            await Server.EndAsync(ProcessSignal.Interrupt);
        }
    }

    private Uri EndpointOf(string account) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}/{account}"));

    private string ConnectionStringOf(string account) => $"AccountName={account};AccountKey={AccountKey};TableEndpoint={EndpointOf(account)}";

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"test{number}");

    private static ProcessStartInfo StartInfo(string service, string script, string? location, int port)
    {
        var start = new ProcessStartInfo("node",
        [
            "--import", Preload,
            script,
            $"--{service}Host", "127.0.0.1", $"--{service}Port", port.ToString(CultureInfo.InvariantCulture),
            "--skipApiVersionCheck", "--disableTelemetry", "--silent",
            .. location is null ? ["--inMemoryPersistence"] : new[] { "--location", location },
        ]) { UseShellExecute = false, RedirectStandardInput = true };
        start.Environment["AZURITE_ACCOUNTS"] = string.Join(';', Enumerable.Range(1, Accounts).Select(NameOf).Prepend(AccountName).Select(name => $"{name}:{AccountKey}"));
        return start;
    }
}
