using Azure;
using Azure.Data.Tables;
using TriggerBridge.Ledger;

namespace TriggerBridge.Pacing;

/// <summary>
/// The table <c>Usage</c>: what all instances together have used of a tenant's quotas, and what they have taken ahead. Partition: tenant; row: what
/// and when, such as <c>executions|2026-06-01</c>. A lost answer may count twice, and what a process that is killed had taken ahead is lost.
/// </summary>
internal sealed class UsageTable(LedgerTables tables)
{
    private const string Count = nameof(Count);
    private const string Ahead = nameof(Ahead);

    public async Task<UsageRow> ReadAsync(string tenant, string rowKey)
    {
        await tables.EnsureCreatedAsync(CancellationToken.None);
        var row = await tables.Usage.FindAsync(Uri.EscapeDataString(tenant), rowKey, select: null, CancellationToken.None);
        return new UsageRow(row?.GetInt64(Count) ?? 0, row?.GetInt64(Ahead) ?? 0, row?.ETag);
    }

    /// <returns>False if somebody else wrote since.</returns>
    public async Task<bool> TryWriteAsync(string tenant, string rowKey, UsageRow next)
    {
        var row = new TableEntity(Uri.EscapeDataString(tenant), rowKey) { [Count] = next.Used, [Ahead] = next.Ahead };
        try
        {
            await TableCalls.CallAsync(
                () => next.ETag is { } etag ? tables.Usage.UpdateEntityAsync(row, etag, TableUpdateMode.Replace) : tables.Usage.AddEntityAsync(row),
                CancellationToken.None);
            return true;
        }
        catch (RequestFailedException conflict) when (conflict.Status is 404 or 409 or 412)
        {
            return false;
        }
    }
}

/// <summary>A quota's use in a span of time, as the ledger has it.</summary>
/// <param name="Used">As far as instances have told.</param>
/// <param name="Ahead">What instances have taken and not told to be used.</param>
/// <param name="ETag">Null where there is no row yet.</param>
internal sealed record UsageRow(long Used, long Ahead, ETag? ETag);
