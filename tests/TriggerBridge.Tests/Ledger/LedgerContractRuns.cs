using Azure.Data.Tables;
using TriggerBridge.Testing;
using TriggerBridge.Tests.Testing.Tables;

namespace TriggerBridge.Tests.Ledger;

public sealed class LedgerContractInMemory : LedgerContract
{
    private protected override TableServiceClient Service { get; } = new InMemoryTableServiceClient();
}

[Collection(AzuriteTests.Name)]
public sealed class LedgerContractOnAzurite(AzuriteFixture azurite) : LedgerContract
{
    private protected override TableServiceClient Service { get; } = new TableServiceClient(azurite.ConnectionString);
}
