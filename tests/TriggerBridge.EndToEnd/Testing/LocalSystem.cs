using TriggerBridge.Testing;

namespace TriggerBridge.EndToEnd.Testing;

/// <summary>Table service, simulated tenant and app, each a process of its own, for one test.</summary>
internal sealed class LocalSystem : IAsyncDisposable
{
    private readonly IReadOnlyDictionary<string, string>? _settings;
    private readonly string? _program;
    private readonly bool _isHosted;

    private LocalSystem(
        BridgeFolder folder, AzuriteProcess tables, Simulator tenant, IReadOnlyDictionary<string, string>? settings, string? program, bool isHosted)
    {
        _settings = settings;
        _program = program;
        _isHosted = isHosted;
        Folder = folder;
        Tables = tables;
        Tenant = tenant;
    }

    public BridgeFolder Folder { get; }

    public AzuriteProcess Tables { get; private set; }

    public Simulator Tenant { get; private set; }

    public BridgeApp App { get; private set; } = null!;

    /// <param name="more">More keys of the bridge file, each followed by a comma.</param>
    /// <param name="settings">More environment variables of the app.</param>
    /// <param name="onDisk">The ledger outlives a restart of the table service.</param>
    /// <param name="program">The app's executable; the published one by default.</param>
    /// <param name="folder">In place of a new one with <paramref name="more"/>; goes away with the system.</param>
    /// <param name="isHosted">The app is the worker of a played Functions host.</param>
    public static async Task<LocalSystem> StartAsync(
        string more = "",
        IReadOnlyDictionary<string, string>? settings = null,
        bool onDisk = false,
        string? program = null,
        BridgeFolder? folder = null,
        bool isHosted = false)
    {
        folder ??= new BridgeFolder(more);
        var tables = AzuriteProcess.StartAsync(onDisk ? folder.Disk : null);
        var tenant = Simulator.StartAsync(port: null, "--seed", "1");
        var system = new LocalSystem(folder, await tables, await tenant, settings, program, isHosted);
        system.App = await system.StartAnotherAsync();
        return system;
    }

    public Task<HttpResponseMessage> DeliverAsync(string id, string? body = null) => App.SendAsync(GitHubEvent.Signed(Folder.WebhookSecret, id, body));

    /// <summary>A further instance of the app on the same ledger and tenant.</summary>
    public Task<BridgeApp> StartAnotherAsync() => _isHosted
        ? BridgeApp.StartHostedAsync(Folder, Tables.ConnectionString, Tenant.Url, _settings, _program)
        : BridgeApp.StartAsync(Folder, Tables.ConnectionString, Tenant.Url, _settings, program: _program);

    /// <summary>Kills the app as the platform does, at whatever line it is, and starts it again on the same port.</summary>
    public async Task KillAndRestartAsync()
    {
        var port = App.Url.Port;
        await App.DisposeAsync();
        App = _isHosted ? await StartAnotherAsync() : await BridgeApp.StartAsync(Folder, Tables.ConnectionString, Tenant.Url, _settings, port, _program);
    }

    /// <summary>Takes the table service away for some time; it comes back with its disk.</summary>
    public async Task StopTablesAsync(TimeSpan pause)
    {
        var port = Tables.Port;
        await Tables.DisposeAsync();
        await Task.Delay(pause, TimeProvider.System);
        Tables = await AzuriteProcess.StartAsync(Folder.Disk, port);
    }

    /// <summary>Takes ISC away.</summary>
    public ValueTask StopTenantAsync() => Tenant.DisposeAsync();

    /// <summary>Brings ISC back, empty, at its address.</summary>
    public async Task StartTenantAsync() => Tenant = await Simulator.StartAsync(Tenant.Port);

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Tenant.DisposeAsync();
        await Tables.DisposeAsync();
        Folder.Dispose();
    }
}
