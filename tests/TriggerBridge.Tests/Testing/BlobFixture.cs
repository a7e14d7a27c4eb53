using Azure.Storage.Blobs;
using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Places;
using TriggerBridge.Testing;

namespace TriggerBridge.Tests.Testing;

/// <summary>Azurite's blob service for all tests of the collection; each takes a container of its own.</summary>
public sealed class BlobFixture : IAsyncLifetime
{
    private AzuriteProcess? _azurite;

    public async Task InitializeAsync() => _azurite = await AzuriteProcess.StartBlobsAsync();

    public async Task DisposeAsync()
    {
        if (_azurite is not null)
            await _azurite.DisposeAsync();
    }

    /// <summary>The address of a container that nobody else has; it is not there yet.</summary>
    public string NewAddress() => AddressIn(_azurite!, $"c{Guid.NewGuid():N}");

    /// <summary>The address of a new container.</summary>
    public async Task<string> NewContainerAsync()
    {
        var address = NewAddress();
        await ClientOf(address).CreateAsync();
        return address;
    }

    internal static string AddressIn(AzuriteProcess azurite, string container) => $"{azurite.Endpoint}/{container}";

    internal static BlobContainerClient ClientOf(string address) =>
        new(new Uri(address), new Azure.Storage.StorageSharedKeyCredential(AzuriteProcess.AccountName, AzuriteProcess.AccountKey));

    internal static ContainerStore StoreOf(string address) => new(
        ContainerAddress.TryParse(address, allowsAzurite: true, out _)!,
        () => throw new InvalidOperationException("Azurite is not asked with an identity."),
        new BlobClientOptions { Retry = { MaxRetries = 0 } });
}

/// <summary>Name of the collection whose tests share Azurite's blob service: <c>[Collection(BlobTests.Name)]</c>.</summary>
[CollectionDefinition(Name)]
public sealed class BlobTests : ICollectionFixture<BlobFixture>
{
    public const string Name = "Azurite's blobs";
}
