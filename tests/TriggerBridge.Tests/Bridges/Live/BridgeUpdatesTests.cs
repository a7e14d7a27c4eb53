using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Compiling;
using TriggerBridge.Bridges.Live;
using TriggerBridge.Bridges.Places;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Bridges.Live;

/// <summary>How an app begins with its bridge files.</summary>
public sealed class BridgeUpdatesTests : IDisposable
{
    private readonly RecordedLogs _logs = new();

    public void Dispose() => _logs.Dispose();

    [Fact]
    public async Task An_empty_folder_is_told_and_is_no_reason_not_to_start()
    {
        using var folder = new BridgeFolder();
        using var updates = Updates(folder.Location);

        await updates.StartAsync(CancellationToken.None);

        Assert.Equal([$"There is no bridge in {folder.Location} yet"], _logs.At(LogLevel.Warning));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_ends_the_start_and_is_told_once()
    {
        using var folder = new BridgeFolder();
        using var updates = Updates(Path.Combine(folder.Location, "none"));

        var fault = await Assert.ThrowsAsync<BridgesFolderException>(() => updates.StartAsync(CancellationToken.None));

        Assert.Contains("there is no such folder", fault.Message, StringComparison.Ordinal);
        Assert.Empty(_logs.All);
    }

    private BridgeUpdates Updates(string folder)
    {
        var time = new ManualClock();
        var logger = new LoggerFactory([_logs]).CreateLogger<BridgeUpdates>();
        return new BridgeUpdates(new FolderPlace(folder, time), new BridgeSetCompiler(tenants: null, isDevelopment: false), new BridgeCatalog(BridgeSet.Unread), time, logger);
    }
}
