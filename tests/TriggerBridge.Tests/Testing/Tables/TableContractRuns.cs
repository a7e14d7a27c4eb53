using Azure.Data.Tables;
using TriggerBridge.Testing;

namespace TriggerBridge.Tests.Testing.Tables;

public sealed class TableContractInMemory : TableContract
{
    private protected override TableServiceClient Service { get; } = new InMemoryTableServiceClient();
}

[Collection(AzuriteTests.Name)]
public sealed class TableContractOnAzurite(AzuriteFixture azurite) : TableContract
{
    private protected override TableServiceClient Service { get; } = new(azurite.ConnectionString);
}
