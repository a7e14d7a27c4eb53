using Azure.Data.Tables;
using TriggerBridge.Timing;

namespace TriggerBridge.Ledger;

/// <summary>Of the deliveries of one key only the newest is sent: looks which one that is, before one of them is.</summary>
internal sealed class NewestDeliveries(LedgerTables tables, DeliveryLedger ledger)
{
    // What has waited for longer is not forgotten either: only rows of those that are over go.
    private static readonly TimeSpan Stays = TimeSpan.FromDays(30);

    /// <param name="due">When it is sent: until then another one may take its place.</param>
    public static TableEntity RowOf(Delivery delivery, string key, DateTimeOffset due) => new(delivery.Bridge, RowKeys.Newest(key))
    {
        [Columns.Delivery] = delivery.RowKey,
        [Columns.Until] = due,
    };

    /// <returns>
    /// What may be sent; where it is the newest, only as long as it stays so. Null: a newer one of its key came before it was sent, and it is left out.
    /// </returns>
    public async Task<Delivery?> LookAsync(Delivery delivery)
    {
        // Whatever was begun goes on.
        if (delivery is not { Newest: { } key, AttemptCount: 0 }
            || await tables.GetAsync(delivery.Bridge, RowKeys.Newest(key), select: null, CancellationToken.None) is not { } row)
            return delivery;
        if (row.GetString(Columns.Delivery) is not { } newest || newest == delivery.RowKey)
            return delivery with { NewestTag = row.ETag };

        await ledger.SaveAsync(delivery, delivery with
        {
            Status = DeliveryStatus.Filtered,
            Reason = $"A newer event of the same key came before it was sent: the delivery {RowKeys.DeliveryIdOf(newest)}.",
            UpdatedAt = ledger.Clock.UtcNow,
            Work = null,
        });
        return null;
    }

    /// <summary>Forgets the newest ones that are over and long past.</summary>
    /// <returns>How many.</returns>
    public async Task<int> ForgetAsync(string bridge, TimeBudget budget, CancellationToken cancellationToken)
    {
        var (from, to) = RowKeys.AllNewest;
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {bridge} and RowKey gt {from} and RowKey lt {to} and Until lt {ledger.Clock.UtcNow - Stays}");
        var forgotten = 0;
        await foreach (var row in tables.Deliveries.RowsAsync(filter, ["PartitionKey", "RowKey", Columns.Delivery], pageSize: null, cancellationToken))
        {
            if (budget.IsSpent)
                break;
            var found = await ledger.ReadAsync(bridge, row.GetString(Columns.Delivery) ?? "", withPayload: false, cancellationToken);
            if ((found is not DeliveryLookup.Found { Delivery: var delivery } || delivery.IsOver) && await tables.TryDeleteAsync(row, cancellationToken))
                forgotten++;
        }

        return forgotten;
    }
}
