using TriggerBridge.Ledger;
using TriggerBridge.Tables;

namespace TriggerBridge.Tracking;

/// <summary>A table beside the deliveries', created when it is first used.</summary>
internal sealed class TrackingTable(TableServiceClient service, string name)
{
    private readonly TableClient _table = service.GetTableClient(name);
    private volatile bool _created;

    public async ValueTask<TableClient> ReadyAsync()
    {
        if (!_created)
            await LedgerTables.CallAsync(() => _table.CreateIfNotExistsAsync(CancellationToken.None), CancellationToken.None);
        _created = true;
        return _table;
    }

    /// <returns>Null if there is no such row.</returns>
    public async Task<TableEntity?> FindAsync(string partitionKey, string rowKey)
    {
        var table = await ReadyAsync();
        var row = await LedgerTables.CallAsync(
            () => table.GetEntityIfExistsAsync<TableEntity>(partitionKey, rowKey, cancellationToken: CancellationToken.None), CancellationToken.None);
        return row.HasValue ? row.Value : null;
    }
}
