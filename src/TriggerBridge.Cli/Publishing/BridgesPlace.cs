using System.Globalization;
using Azure.Core;
using Azure.Storage.Blobs;
using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Places;
using TriggerBridge.Cli.Output;
using TriggerBridge.Credentials;

namespace TriggerBridge.Cli.Publishing;

/// <summary>A place that bridges are pushed to.</summary>
internal sealed class BridgesPlace
{
    private readonly IBridgePlace _plain;

    private BridgesPlace(IFileStore store, IBridgePlace plain, string? folder)
    {
        Bridges = new PublishedBridges(store, TimeProvider.System);
        _plain = plain;
        Folder = folder;
    }

    public PublishedBridges Bridges { get; }

    public string Name => Bridges.Store.Name;

    /// <summary>Null: it is a container.</summary>
    public string? Folder { get; }

    /// <param name="place">A folder or the address of a container.</param>
    /// <exception cref="CliException">It is an address, and there is something wrong with it.</exception>
    public static BridgesPlace Open(string place)
    {
        if (!ContainerAddress.IsMeant(place))
            return new BridgesPlace(new FolderStore(place, TimeProvider.System, NewName), new FolderPlace(place, TimeProvider.System), place);

        var address = ContainerAddress.TryParse(place, allowsAzurite: true, out var problem) ?? throw new CliException($"The address of the place {problem}.", ExitCode.Usage);
        var store = new ContainerStore(address, CredentialServices.CreateIdentityOfDeployer, new BlobClientOptions
        {
            Retry = { Mode = RetryMode.Exponential, MaxRetries = 3, NetworkTimeout = TimeSpan.FromSeconds(30) },
        });
        return new BridgesPlace(store, new ContainerPlace(store), folder: null);
    }

    /// <summary>What is current: what was pushed last, or the plain files that somebody has copied there.</summary>
    /// <param name="toReplace">A content that is spoiled counts as empty: a push puts it right.</param>
    public async Task<(Publication? Publication, BridgeFiles Files)> ReadAsync(bool toReplace, CancellationToken cancellationToken)
    {
        if (await Bridges.ReadAsync(last: null, cancellationToken) is { } publication)
            return (publication, await ReadAsync(publication.Manifest.Newest, toReplace, cancellationToken));
        return (null, Folder is not null && !Directory.Exists(Folder) ? BridgeFiles.None : BridgeFiles.Of(await _plain.ReadAsync(cancellationToken)));
    }

    /// <summary>The files of a version.</summary>
    public Task<BridgeFiles> ReadAsync(PublishedVersion version, CancellationToken cancellationToken) => ReadAsync(version, toReplace: false, cancellationToken);

    /// <summary>All that is known of what was pushed.</summary>
    /// <exception cref="CliException">Nothing was.</exception>
    public async Task<Publication> ReadPublicationAsync(CancellationToken cancellationToken) =>
        await Bridges.ReadAsync(last: null, cancellationToken) ?? throw new CliException($"Nothing has been pushed to {Name} yet.", ExitCode.Errors);

    private async Task<BridgeFiles> ReadAsync(PublishedVersion version, bool toReplace, CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var (name, hash) in version.Files)
        {
            try
            {
                files[name] = await Bridges.ReadContentAsync(name, hash, cancellationToken);
            }
            catch (BridgesUnreadableException fault) when (toReplace && fault.Fault == PlaceFault.Invalid)
            {
                files[name] = default;
            }
        }

        return new BridgeFiles(files);
    }

    private static string NewName() => Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
}
