using Azure;
using Azure.Data.Tables;

namespace TriggerBridge.Ledger;

/// <summary>Reads rows of a bridge's partition by their keys.</summary>
internal static class DeliveryReads
{
    public static Task<TableEntity?> GetAsync(this LedgerTables tables, string bridge, string rowKey, IEnumerable<string>? select, CancellationToken cancellationToken) =>
        tables.Deliveries.FindAsync(bridge, rowKey, select, cancellationToken);

    /// <summary>Takes a row away, unless somebody else has changed it since it was read.</summary>
    /// <returns>Whether it is gone.</returns>
    public static async Task<bool> TryDeleteAsync(this LedgerTables tables, TableEntity row, CancellationToken cancellationToken)
    {
        try
        {
            await TableCalls.CallAsync(() => tables.Deliveries.DeleteEntityAsync(row.PartitionKey, row.RowKey, row.ETag, cancellationToken), cancellationToken);
            return true;
        }
        catch (RequestFailedException conflict) when (conflict.Status == 412)
        {
            return false;
        }
    }

    /// <summary>The delivery in a row.</summary>
    public static async Task<DeliveryLookup> ReadAsync(this LedgerTables tables, string bridge, string rowKey, bool withPayload, CancellationToken cancellationToken)
    {
        var row = await tables.GetAsync(bridge, rowKey, withPayload ? null : Columns.WithoutPayload, cancellationToken);
        if (row is null)
            return new DeliveryLookup.Missing();
        return new DeliveryLookup.Found(DeliveryRow.Read(row), withPayload && PayloadCodec.TryRead(row, out var payload) ? payload : null);
    }
}
