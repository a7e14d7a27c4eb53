using System.Globalization;
using Azure;
using Azure.Core;
using Azure.Data.Tables;

namespace TriggerBridge.Benchmarks.Bare;

/// <summary>
/// The rows that the app's ledger writes for a delivery that starts at once, column by column: three rows when it is recorded
/// (key, delivery, work item), two when its outcome is (the delivery merged, the work item deleted).
/// </summary>
internal sealed class BareRows(TableClient table, int payloadBytes)
{
    private readonly byte[] _payload = new byte[payloadBytes];

    /// <summary>With the app's own options.</summary>
    public static TableClient Table(string connectionString, string name) => new TableServiceClient(connectionString, new TableClientOptions
    {
        Retry = { Mode = RetryMode.Exponential, Delay = TimeSpan.FromMilliseconds(100), MaxRetries = 2, NetworkTimeout = TimeSpan.FromSeconds(10) },
        Diagnostics = { IsLoggingEnabled = false, IsDistributedTracingEnabled = false },
    }).GetTableClient(name);

    public Task CreateTableAsync() => table.CreateIfNotExistsAsync();

    public async Task<Recorded> InsertAsync(string partition, string deliveryId)
    {
        var now = TimeProvider.System.GetUtcNow();
        var delivery = string.Create(CultureInfo.InvariantCulture, $"D|{long.MaxValue - now.UtcTicks:D19}|{deliveryId}");
        var work = string.Create(CultureInfo.InvariantCulture, $"W|d|{now.AddSeconds(75).UtcTicks:D19}|{now.UtcTicks:D19}|{deliveryId}");
        var writeId = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);

        var row = State(partition, delivery, "Dispatching", work, writeId, now);
        row["DeliveryId"] = deliveryId;
        row["ReceivedAt"] = now;
        row["Tenant"] = "benchmark";
        row["WorkflowId"] = "c17bea3a-574d-453c-9e04-4365fbf5af0b";
        row["SenderId"] = "00000000-0000-0000-0000-000000000000";
        row["EventType"] = "organization";
        row["PayloadLength"] = 4096;
        row["Payload0"] = _payload;

        var answer = await table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.Add, new TableEntity(partition, "K|" + deliveryId) { ["Delivery"] = delivery, ["WriteId"] = writeId }),
            new(TableTransactionActionType.Add, row),
            new(TableTransactionActionType.Add, new TableEntity(partition, work)),
        ]);
        return new(partition, delivery, work, answer.Value[1].Headers.ETag!.Value);
    }

    public Task MergeAsync(Recorded recorded, string executionId)
    {
        var now = TimeProvider.System.GetUtcNow();
        var row = State(recorded.Partition, recorded.Delivery, "Started", "", Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture), now);
        row["WorkflowExecutionId"] = executionId;
        row["Attempts"] =
            $$"""[{"number":1,"startedAt":"{{now:O}}","durationMs":3,"outcome":"Started","httpStatus":200,"message":"Started","workflowExecutionId":"{{executionId}}"}]""";
        return table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.UpdateMerge, row, recorded.ETag),
            new(TableTransactionActionType.Delete, new TableEntity(recorded.Partition, recorded.Work), ETag.All),
        ]);
    }

    private static TableEntity State(string partition, string delivery, string status, string work, string writeId, DateTimeOffset now) => new(partition, delivery)
    {
        ["Status"] = status,
        ["Reason"] = "",
        ["AttemptCount"] = 1,
        ["UpdatedAt"] = now,
        ["ClaimedAt"] = now,
        ["Work"] = work,
        ["WriteId"] = writeId,
    };

    /// <summary>What the second transaction needs of the first.</summary>
    internal readonly record struct Recorded(string Partition, string Delivery, string Work, ETag ETag);
}
