using Azure.Data.Tables;

namespace TriggerBridge.Ledger;

/// <summary>A table beside the deliveries', created when it is first used.</summary>
internal sealed class SideTable(TableServiceClient service, string name)
{
    private readonly TableClient _table = service.GetTableClient(name);
    private volatile bool _created;

    public async ValueTask<TableClient> ReadyAsync()
    {
        if (!_created)
            await TableCalls.CallAsync(() => _table.CreateIfNotExistsAsync(CancellationToken.None), CancellationToken.None);
        _created = true;
        return _table;
    }

    /// <summary>It is created once more before its next use, should it be gone.</summary>
    public void Forget() => _created = false;

    /// <returns>Null if there is no such row.</returns>
    public async Task<TableEntity?> FindAsync(string partitionKey, string rowKey)
    {
        var table = await ReadyAsync();
        return await table.FindAsync(partitionKey, rowKey, select: null, CancellationToken.None);
    }
}
