using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure;
using Azure.Data.Tables;

namespace TriggerBridge.Ledger;

/// <summary>A table with a row for each bridge or source of which something is known: that, as JSON.</summary>
internal sealed class BridgeRows<TRow>(TableServiceClient service, string name, JsonTypeInfo<TRow> type)
    where TRow : class
{
    private const string Partition = "bridge";
    private const string State = nameof(State);

    private readonly SideTable _table = new(service, name);

    public async Task<IReadOnlyList<(string Bridge, TRow Row, ETag ETag)>> ReadAllAsync(CancellationToken cancellationToken)
    {
        var table = await _table.ReadyAsync();
        var all = new List<(string, TRow, ETag)>();
        await foreach (var entity in table.RowsAsync(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), ["RowKey", State], pageSize: null, cancellationToken))
        {
            if (Read(entity) is { } row) all.Add((entity.RowKey, row, entity.ETag));
        }

        return all;
    }

    /// <returns>What stands there now, null where there is nothing; and the ETag of the row.</returns>
    public async Task<(TRow? Row, ETag? ETag)> ReadAsync(string bridge) =>
        await _table.FindAsync(Partition, bridge) is { } entity ? (Read(entity), entity.ETag) : (null, null);

    /// <returns>False if somebody else wrote since.</returns>
    public async Task<bool> TryWriteAsync(string bridge, TRow row, ETag? read)
    {
        var entity = new TableEntity(Partition, bridge) { [State] = JsonSerializer.Serialize(row, type) };
        return await (await _table.ReadyAsync()).TryWriteAsync(entity, read) is not null;
    }

    private TRow? Read(TableEntity entity) => entity.GetString(State) is { } text ? JsonSerializer.Deserialize(text, type) : null;
}
