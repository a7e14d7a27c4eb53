using Azure.Data.Tables;

namespace TriggerBridge.Ledger;

/// <summary>
/// The deliveries of a page of work items, without payloads. What was received one after another is read as a range of keys, in few calls,
/// and whatever lies between with it; where much of that is others', the rest is left to be read one by one.
/// </summary>
internal sealed class DeliveryRange
{
    // Of the rows that a call brings.
    private const double LeastOwn = 0.25;

    private readonly Dictionary<string, TableEntity> _rows = new(StringComparer.Ordinal);

    private DeliveryRange()
    {
    }

    public static async Task<DeliveryRange> ReadAsync(LedgerTables tables, string bridge, IReadOnlyList<WorkItem> items, CancellationToken cancellationToken)
    {
        var read = new DeliveryRange();
        List<string> open = [.. items.Select(KeyOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        // A range of one is a row.
        while (open.Count > 1)
        {
            var filter = TableClient.CreateQueryFilter($"PartitionKey eq {bridge} and RowKey ge {open[0]} and RowKey le {open[^1]}");
            var page = await FirstPageAsync(tables, filter, Math.Min(2 * open.Count, 1000), cancellationToken);
            if (page.Count == 0)
                break;

            var passed = open.Where(key => string.CompareOrdinal(key, page[^1].RowKey) <= 0).ToHashSet(StringComparer.Ordinal);
            var own = page.Where(row => passed.Contains(row.RowKey)).ToList();
            own.ForEach(row => read._rows[row.RowKey] = row);
            open.RemoveAll(passed.Contains);
            if (own.Count < page.Count * LeastOwn)
                break;
        }

        return read;
    }

    /// <returns>Null if it was not read: it may be there or not.</returns>
    public Delivery? Find(WorkItem item) => _rows.GetValueOrDefault(KeyOf(item)) is { } row ? DeliveryRow.Read(row) : null;

    private static string KeyOf(WorkItem item) => RowKeys.Delivery(item.ReceivedAt, item.DeliveryId);

    private static async Task<IReadOnlyList<TableEntity>> FirstPageAsync(LedgerTables tables, string filter, int size, CancellationToken cancellationToken)
    {
        await foreach (var page in tables.Deliveries.PagesAsync(filter, Columns.WithoutPayload, size, cancellationToken))
            return page;
        return [];
    }
}
