using Azure.Data.Tables;
using TriggerBridge.Ledger;

namespace TriggerBridge.Maintenance;

/// <summary>Deletes what is past its time, in few transactions.</summary>
internal static class DeleteBatch
{
    /// <summary>How many are deleted until the time is looked at again.</summary>
    public const int Size = 32;

    private const int Bytes = 1024;

    /// <param name="commits">The ledger's.</param>
    /// <param name="bridge">Whose partition.</param>
    /// <param name="batch">What goes.</param>
    /// <param name="actionsAsync">Reads what is to be deleted for one of them, each row only as it was read.</param>
    /// <returns>How many went. One that has changed, such as by a replay, or that another instance deletes, is left alone.</returns>
    public static async Task<int> RunAsync<T>(GroupCommit commits, string bridge, IReadOnlyList<T> batch, Func<T, Task<IReadOnlyList<TableTransactionAction>>> actionsAsync)
    {
        var actions = await Task.WhenAll(batch.Select(actionsAsync));
        List<Task<int>> deleting;
        using (commits.Gather(bridge))
            deleting = [.. actions.Select(DeleteAsync)];
        return (await Task.WhenAll(deleting)).Sum();

        async Task<int> DeleteAsync(IReadOnlyList<TableTransactionAction> one)
        {
            try
            {
                await commits.CommitAsync(bridge, new LedgerWrite(one[0].Entity.RowKey, one.Count, Bytes, () => one));
                return 1;
            }
            catch (TableTransactionFailedException conflict) when (conflict.Status is 404 or 409 or 412)
            {
                return 0;
            }
        }
    }
}
