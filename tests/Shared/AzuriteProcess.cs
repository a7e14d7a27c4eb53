using System.Diagnostics;
using System.Globalization;

namespace TriggerBridge.Testing;

/// <summary>Azurite's table service on 127.0.0.1, in memory or, to outlive a restart, in a folder.</summary>
internal sealed class AzuriteProcess : IAsyncDisposable
{
    public const string AccountName = "devstoreaccount1";
    public const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private const int Attempts = 5;

    private AzuriteProcess(ServerProcess server, int port)
    {
        Server = server;
        Port = port;
    }

    public ServerProcess Server { get; }

    public int Port { get; }

    public Uri Endpoint => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}/{AccountName}"));

    public string ConnectionString => $"AccountName={AccountName};AccountKey={AccountKey};TableEndpoint={Endpoint}";

    /// <param name="location">A folder that keeps the rows; in memory without one.</param>
    /// <param name="port">The port of an earlier one, for a restart; a free one by default.</param>
    public static async Task<AzuriteProcess> StartAsync(string? location = null, int? port = null)
    {
        var script = await NpmTools.LocateAsync("azurite", "dist", "src", "table", "main.js");
        for (var attempt = 1; ; attempt++)
        {
            var chosen = port ?? FreePort.Next();
            try
            {
                return new(await ServerProcess.StartAsync(StartInfo(script, chosen, location), IsListening), chosen);
            }
            catch (InvalidOperationException) when (port is null && attempt < Attempts)
            {
                // Somebody else took the free port in between.
            }
        }
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

    private static ProcessStartInfo StartInfo(string script, int port, string? location) => new("node",
    [
        script,
        "--tableHost", "127.0.0.1", "--tablePort", port.ToString(CultureInfo.InvariantCulture),
        "--skipApiVersionCheck", "--disableTelemetry", "--silent",
        .. location is null ? ["--inMemoryPersistence"] : new[] { "--location", location },
    ]);

    // Its own word, not a connection: on a port that was taken in between, somebody else would answer.
    private static Task<bool> IsListening(ServerProcess server, CancellationToken cancellationToken)
        => Task.FromResult(server.Output.Contains("successfully started", StringComparison.Ordinal));
}
