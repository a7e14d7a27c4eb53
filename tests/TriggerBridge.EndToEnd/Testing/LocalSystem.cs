using TriggerBridge.Testing;

namespace TriggerBridge.EndToEnd.Testing;

/// <summary>Table service, simulated tenant and app, each a process of its own, for one test.</summary>
internal sealed class LocalSystem : IAsyncDisposable
{
    private LocalSystem(BridgeFolder folder, AzuriteProcess tables, Simulator tenant, BridgeApp app)
    {
        Folder = folder;
        Tables = tables;
        Tenant = tenant;
        App = app;
    }

    public BridgeFolder Folder { get; }

    public AzuriteProcess Tables { get; }

    public Simulator Tenant { get; }

    public BridgeApp App { get; private set; }

    /// <param name="more">More keys of the bridge file, each followed by a comma.</param>
    /// <param name="settings">More environment variables of the app.</param>
    public static async Task<LocalSystem> StartAsync(string more = "", IReadOnlyDictionary<string, string>? settings = null)
    {
        var folder = new BridgeFolder(more);
        var tables = AzuriteProcess.StartAsync();
        var tenant = Simulator.StartAsync(port: null, "--seed", "1");
        var app = await BridgeApp.StartAsync(folder, (await tables).ConnectionString, (await tenant).Url, settings);
        return new LocalSystem(folder, await tables, await tenant, app);
    }

    public Task<HttpResponseMessage> DeliverAsync(string id, string? body = null) => App.SendAsync(GitHubEvent.Signed(Folder.WebhookSecret, id, body));

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Tenant.DisposeAsync();
        await Tables.DisposeAsync();
        Folder.Dispose();
    }
}
