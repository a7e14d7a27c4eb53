using Azure.Data.Tables;

namespace TriggerBridge.Ledger;

/// <summary>What the key row says of a delivery that was purged, so that a sender's late repeat can still be answered.</summary>
/// <param name="Status">Its last status; null where the purge came between two reads.</param>
/// <param name="WorkflowExecutionId">Its execution, if there was one.</param>
internal sealed record Tombstone(DeliveryStatus? Status, string? WorkflowExecutionId)
{
    public static Tombstone Unmarked { get; } = new(null, null);

    /// <summary>What makes a tombstone of a key row, to be merged into it.</summary>
    public static TableEntity Row(string bridge, string deliveryId, DeliveryStatus status, string? executionId, DateTimeOffset now)
    {
        var row = new TableEntity(bridge, RowKeys.Key(deliveryId)) { [Columns.PurgedAt] = now, [Columns.Status] = status.ToString() };
        if (executionId is not null)
            row[Columns.WorkflowExecutionId] = executionId;
        return row;
    }

    public static Tombstone Read(TableEntity key) => new(
        Enum.TryParse<DeliveryStatus>(key.GetString(Columns.Status), out var status) ? status : null,
        key.GetString(Columns.WorkflowExecutionId));
}
