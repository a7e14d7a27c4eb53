using System.Text.Json;
using Azure.Data.Tables;
using TriggerBridge.Ledger;

namespace TriggerBridge.Tests.Testing;

/// <summary>The ledger of an app, as tests look at it and bring deliveries to where they want them.</summary>
internal static class LedgerSteps
{
    public static string Id(this JsonElement accepted) => accepted.GetProperty("deliveryId").GetString()!;

    public static async Task<Delivery> FindAsync(this TestApp app, string deliveryId, string bridge = TestApp.Bridge) =>
        Assert.IsType<DeliveryLookup.Found>(await app.Get<DeliveryLedger>().FindAsync(bridge, deliveryId, default)).Delivery;

    /// <summary>Waits for what is done beside the test.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        while (!await holds())
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, deadline.Token);
    }

    /// <summary>Writes a delivery's next states, as other parts of the app would.</summary>
    public static async Task<Delivery> MoveAsync(this TestApp app, string deliveryId, params Func<Delivery, Delivery>[] steps)
    {
        var delivery = await app.FindAsync(deliveryId);
        foreach (var step in steps)
        {
            var next = step(delivery) with { UpdatedAt = app.Time.GetUtcNow() };
            delivery = Assert.IsType<SaveResult.Saved>(await app.Get<DeliveryLedger>().SaveAsync(delivery, next)).Delivery;
        }

        return delivery;
    }

    /// <summary>Delivers an event whose execution then ends.</summary>
    public static async Task<string> DeliverAndEndAsync(this TestApp app, string senderId, DeliveryStatus end = DeliveryStatus.Completed)
    {
        var id = (await app.DeliverAsync(senderId)).Id();
        await app.MoveAsync(id, delivery => delivery with { Status = end, Work = null });
        return id;
    }

    /// <summary>Records a delivery as it is, with the sample's payload or none.</summary>
    public static async Task<Delivery> RecordAsync(this TestApp app, Delivery delivery, bool withPayload = true)
    {
        var payload = Sample.Payload("""{"user":{"login":"octocat"}}"""u8.ToArray());
        Assert.True(PayloadCodec.TryPack(payload, out var packed));
        return Assert.IsType<RecordResult.Recorded>(await app.Get<DeliveryLedger>().RecordAsync(delivery, withPayload ? packed : null, default)).Delivery;
    }

    /// <summary>The row keys of a partition that begin so.</summary>
    public static async Task<List<string>> RowsAsync(this TestApp app, string prefix, string bridge = TestApp.Bridge)
    {
        var rows = new List<string>();
        await foreach (var row in app.Tables.GetTableClient("Deliveries").QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {bridge}")))
        {
            if (row.RowKey.StartsWith(prefix, StringComparison.Ordinal))
                rows.Add(row.RowKey);
        }

        return rows;
    }

    public static Task DeleteRowAsync(this TestApp app, string rowKey, string bridge = TestApp.Bridge) =>
        app.Tables.GetTableClient("Deliveries").DeleteEntityAsync(bridge, rowKey, Azure.ETag.All);

    /// <summary>Something that happens once, just before the next transaction for which it is meant, as another instance would do it.</summary>
    public static void BeforeNextTransaction(this TestApp app, Func<TableTransactionAction, bool> meant, Func<Task> happens) =>
        app.Tables.Before = async operation =>
        {
            if (operation.Method != nameof(TableClient.SubmitTransactionAsync) || !operation.Actions.Any(meant))
                return;
            app.Tables.Before = _ => Task.CompletedTask;
            await happens();
        };

    public static bool Sets(this TableTransactionAction action, DeliveryStatus status) => ((TableEntity)action.Entity).GetString(Columns.Status) == status.ToString();

    /// <summary>How many requests to the table of deliveries some work takes.</summary>
    public static async Task<int> CountDeliveryRequestsAsync(this TestApp app, Func<Task> work)
    {
        var requests = 0;
        app.Tables.Before = operation =>
        {
            if (operation.Table == "Deliveries") Interlocked.Increment(ref requests);
            return Task.CompletedTask;
        };
        await work();
        return requests;
    }
}
