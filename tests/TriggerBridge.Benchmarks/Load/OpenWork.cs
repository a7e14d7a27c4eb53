using Azure.Data.Tables;

namespace TriggerBridge.Benchmarks.Load;

/// <summary>What the app has still to do for the deliveries of one bridge, as its work items in the ledger say. Nothing of it goes through the app.</summary>
internal static class OpenWork
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Waits until no work item is left.</summary>
    /// <exception cref="InvalidOperationException">Some are left when the limit is over.</exception>
    public static async Task WaitUntilDoneAsync(string tableConnectionString, string bridge, TimeSpan limit)
    {
        var table = new TableServiceClient(tableConnectionString).GetTableClient("Deliveries");
        var started = TimeProvider.System.GetTimestamp();
        while (await AnyAsync(table, bridge))
        {
            if (TimeProvider.System.GetElapsedTime(started) > limit)
                throw new InvalidOperationException($"Bridge {bridge} has work left after {limit}.");
            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    private static async Task<bool> AnyAsync(TableClient table, string bridge)
    {
        await foreach (var _ in table.QueryAsync<TableEntity>($"PartitionKey eq '{bridge}' and RowKey ge 'W|' and RowKey lt 'W}}'", maxPerPage: 1, select: ["RowKey"]))
            return true;
        return false;
    }
}
