using Azure;
using Azure.Data.Tables;
using TriggerBridge.Ledger;

namespace TriggerBridge.Pacing;

/// <summary>
/// The table <c>Usage</c>: what all instances together have used of a tenant's quotas. Partition: tenant; row: what and when, such as
/// <c>executions|2026-06-01</c>. A lost answer may count twice and a process that is killed takes its last seconds along: a quota of
/// hundreds of thousands bears both.
/// </summary>
internal sealed class UsageTable(LedgerTables tables)
{
    private const string Count = nameof(Count);

    /// <returns>The sum, with what others have added.</returns>
    public async Task<long> AddAsync(string tenant, string rowKey, long calls)
    {
        await tables.EnsureCreatedAsync(CancellationToken.None);
        while (true)
        {
            var key = Uri.EscapeDataString(tenant);
            var row = await tables.Usage.FindAsync(key, rowKey, select: null, CancellationToken.None);
            var sum = (row?.GetInt64(Count) ?? 0) + calls;
            if (calls == 0 || await TryWriteAsync(new TableEntity(key, rowKey) { [Count] = sum }, row?.ETag))
                return sum;
        }
    }

    private async Task<bool> TryWriteAsync(TableEntity row, ETag? read)
    {
        try
        {
            await TableCalls.CallAsync(
                () => read is { } etag ? tables.Usage.UpdateEntityAsync(row, etag, TableUpdateMode.Replace) : tables.Usage.AddEntityAsync(row),
                CancellationToken.None);
            return true;
        }
        catch (RequestFailedException conflict) when (conflict.Status is 404 or 409 or 412)
        {
            return false;
        }
    }
}
