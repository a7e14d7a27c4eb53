using TriggerBridge.Tables;
using TriggerBridge.Tests.Testing.Tables;

namespace TriggerBridge.Tests.Tables;

public sealed class EntityContractInMemory : EntityContract
{
    protected override TableServiceClient Service { get; } = new InMemoryTableServiceClient();
}

public sealed class ValueContractInMemory : ValueContract
{
    protected override TableServiceClient Service { get; } = new InMemoryTableServiceClient();
}

public sealed class TransactionContractInMemory : TransactionContract
{
    protected override TableServiceClient Service { get; } = new InMemoryTableServiceClient();
}

public sealed class QueryContractInMemory : QueryContract
{
    protected override TableServiceClient Service { get; } = new InMemoryTableServiceClient();
}
