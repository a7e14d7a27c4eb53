using Azure.Data.Tables;

namespace TriggerBridge.Ledger;

/// <summary>What a sender signed, by its hash. It is taken with the delivery, and until then it is no other delivery's.</summary>
internal sealed record SignedEvent(string Hash, DateTimeOffset Until)
{
    public TableEntity RowFor(Delivery delivery) => new(delivery.Bridge, RowKeys.Content(Hash))
    {
        [Columns.Delivery] = delivery.RowKey,
        [Columns.DeliveryId] = delivery.DeliveryId,
        [Columns.Until] = Until,
    };
}
