using Azure.Data.Tables;

namespace TriggerBridge.Executions;

/// <summary>What is known of an execution for good: whose it is. One row each in table <c>Executions</c>.</summary>
internal sealed record KnownExecution
{
    /// <summary>What <see cref="Read"/> reads.</summary>
    public static readonly IReadOnlyList<string> Columns =
        ["PartitionKey", "RowKey", nameof(StartTime), nameof(Bridge), nameof(Correlation.DeliveryId), nameof(Correlation.Attempt)];

    public required string WorkflowId { get; init; }
    public required string ExecutionId { get; init; }
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>Null for a foreign one, which this installation did not start.</summary>
    public Correlation? Own { get; init; }

    /// <summary>Whose delivery it is; null for a foreign one, and where deliveries of several bridges have the same id.</summary>
    public string? Bridge { get; init; }

    public TableEntity ToRow()
    {
        var row = new TableEntity(KeyOf(WorkflowId), KeyOf(ExecutionId)) { [nameof(Own)] = Own is not null };
        if (StartTime is { } startTime)
            row[nameof(StartTime)] = startTime;
        if (Bridge is { } bridge)
            row[nameof(Bridge)] = bridge;
        if (Own is { } own)
        {
            row[nameof(Correlation.DeliveryId)] = own.DeliveryId;
            row[nameof(Correlation.Attempt)] = own.Attempt;
        }

        return row;
    }

    public static KnownExecution Read(TableEntity row) => new()
    {
        WorkflowId = Uri.UnescapeDataString(row.PartitionKey),
        ExecutionId = Uri.UnescapeDataString(row.RowKey),
        StartTime = row.GetDateTimeOffset(nameof(StartTime)),
        Bridge = row.GetString(nameof(Bridge)),
        Own = row.GetString(nameof(Correlation.DeliveryId)) is { } deliveryId && row.GetInt32(nameof(Correlation.Attempt)) is { } attempt
            ? new Correlation(deliveryId, attempt)
            : null,
    };

    /// <summary>Ids are GUIDs as far as is known; nothing else may break a key.</summary>
    public static string KeyOf(string id) => Uri.EscapeDataString(id);
}

/// <summary>An execution that is known to be ours because ISC answered our call with its id.</summary>
/// <param name="ExecutionId">ISC's id.</param>
/// <param name="DeliveryId">What its input must name.</param>
/// <param name="StartTime">By ISC.</param>
internal sealed record OwnExecution(string ExecutionId, string DeliveryId, DateTimeOffset StartTime);
