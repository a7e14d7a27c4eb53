using TriggerBridge.Tables;
using TriggerBridge.Testing;

namespace TriggerBridge.Tests.Tables;

[Collection(AzuriteTests.Name)]
public sealed class EntityContractOnAzurite(AzuriteFixture azurite) : EntityContract
{
    protected override TableServiceClient Service { get; } = new(azurite.ConnectionString);
}

[Collection(AzuriteTests.Name)]
public sealed class ValueContractOnAzurite(AzuriteFixture azurite) : ValueContract
{
    protected override TableServiceClient Service { get; } = new(azurite.ConnectionString);
}

[Collection(AzuriteTests.Name)]
public sealed class TransactionContractOnAzurite(AzuriteFixture azurite) : TransactionContract
{
    protected override TableServiceClient Service { get; } = new(azurite.ConnectionString);
}

[Collection(AzuriteTests.Name)]
public sealed class QueryContractOnAzurite(AzuriteFixture azurite) : QueryContract
{
    protected override TableServiceClient Service { get; } = new(azurite.ConnectionString);
}
