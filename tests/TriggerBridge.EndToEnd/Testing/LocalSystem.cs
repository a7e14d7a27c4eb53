using TriggerBridge.Testing;

namespace TriggerBridge.EndToEnd.Testing;

/// <summary>Table service, simulated tenant and app, each a process of its own, for one test.</summary>
internal sealed class LocalSystem : IAsyncDisposable
{
    private readonly IReadOnlyDictionary<string, string>? _settings;
    private readonly bool _isHosted;
    private AzuriteProcess? _tables;
    private string _connectionString = "";
    private Simulator? _tenant;
    private BridgeApp? _app;

    private LocalSystem(BridgeFolder folder, IReadOnlyDictionary<string, string>? settings, bool isHosted) =>
        (Folder, _settings, _isHosted) = (folder, settings, isHosted);

    public BridgeFolder Folder { get; }

    public Simulator Tenant => _tenant!;

    public BridgeApp App => _app!;

    /// <param name="more">More keys of the bridge file, each followed by a comma.</param>
    /// <param name="settings">More environment variables of the app.</param>
    /// <param name="onDisk">A table service of its own, whose ledger outlives its restart; a share of the common one by default.</param>
    /// <param name="folder">In place of a new one with <paramref name="more"/>; goes away with the system.</param>
    /// <param name="completeAfter">How long executions take, where not as long as the simulator lets them.</param>
    /// <param name="isHosted">The app is the worker of a played Functions host.</param>
    public static async Task<LocalSystem> StartAsync(
        string more = "", IReadOnlyDictionary<string, string>? settings = null, bool onDisk = false, BridgeFolder? folder = null, bool isHosted = false, string? completeAfter = null)
    {
        var system = new LocalSystem(folder ?? new BridgeFolder(more), settings, isHosted);
        try
        {
            system._tables = onDisk ? await AzuriteProcess.StartAsync(system.Folder.Disk) : null;
            system._connectionString = system._tables?.ConnectionString ?? await SharedAzurite.TakeAccountAsync();
            system._tenant = await Simulator.StartAsync(arguments: ["--seed", "1", .. completeAfter is null ? (string[])[] : ["--complete-after", completeAfter]]);
            system._app = await system.StartAnotherAsync();
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    public Task<HttpResponseMessage> DeliverAsync(string id, string? body = null) => App.SendAsync(GitHubEvent.Signed(Folder.WebhookSecret, id, body));

    /// <summary>A further instance of the app on the same ledger and tenant.</summary>
    public Task<BridgeApp> StartAnotherAsync() => _isHosted
        ? BridgeApp.StartHostedAsync(Folder, _connectionString, Tenant.Url, _settings)
        : BridgeApp.StartAsync(Folder, _connectionString, Tenant.Url, _settings);

    /// <summary>Kills the app as the platform does, at whatever line it is, and starts it again.</summary>
    public async Task KillAndRestartAsync()
    {
        await App.DisposeAsync();
        _app = await StartAnotherAsync();
    }

    /// <summary>Takes the table service away until something has happened; it comes back with its disk.</summary>
    public async Task StopTablesAsync(Func<Task> meanwhile)
    {
        var port = _tables!.Port;
        await _tables.DisposeAsync();
        await meanwhile();
        _tables = await AzuriteProcess.StartAsync(Folder.Disk, port);
    }

    /// <summary>Takes ISC away.</summary>
    public ValueTask StopTenantAsync() => Tenant.DisposeAsync();

    /// <summary>Brings ISC back, empty, at its address.</summary>
    public async Task StartTenantAsync() => _tenant = await Simulator.StartAsync(Tenant.Port);

    public async ValueTask DisposeAsync()
    {
        foreach (var part in (IAsyncDisposable?[])[_app, _tenant, _tables])
        {
            if (part is not null)
                await part.DisposeAsync();
        }

        Folder.Dispose();
    }
}
