using Azure.Data.Tables;
using TriggerBridge.Ledger;

namespace TriggerBridge.Maintenance;

/// <summary>Deletes what is past its time in one transaction, and one by one where something of it has changed meanwhile.</summary>
internal static class DeleteBatch
{
    /// <param name="tables">The ledger's.</param>
    /// <param name="batch">What goes; all its rows fit into one transaction.</param>
    /// <param name="actionsAsync">Reads what is to be deleted for one of them, each row only as it was read.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>How many went.</returns>
    public static async Task<int> RunAsync<T>(
        LedgerTables tables, IReadOnlyList<T> batch, Func<T, Task<IReadOnlyList<TableTransactionAction>>> actionsAsync, CancellationToken cancellationToken)
    {
        var actions = await Task.WhenAll(batch.Select(actionsAsync));
        try
        {
            await tables.SubmitAsync([.. actions.SelectMany(action => action)], cancellationToken);
            return batch.Count;
        }
        catch (TableTransactionFailedException conflict) when (conflict.Status is 404 or 409 or 412)
        {
            // One of them has changed, such as by a replay, or another instance does the same: that one is left alone, and the others go one by one.
            if (batch.Count == 1)
                return 0;
            var deleted = 0;
            foreach (var one in batch)
                deleted += await RunAsync(tables, [one], actionsAsync, cancellationToken);
            return deleted;
        }
    }
}
