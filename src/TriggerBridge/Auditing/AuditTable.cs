using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using TriggerBridge.Ledger;
using TriggerBridge.Timing;

namespace TriggerBridge.Auditing;

/// <summary>The table <c>Audit</c>: a row for each entry; see <see cref="AuditKeys"/>.</summary>
internal sealed class AuditTable(TableServiceClient service)
{
    private readonly SideTable _table = new(service, "Audit");

    /// <returns>The ETag of the row.</returns>
    /// <exception cref="LedgerUnavailableException">It is not known to stand there.</exception>
    public Task<ETag> AddAsync(AuditEntry entry) => WriteAsync(entry, read: null);

    /// <summary>Writes how an action ended.</summary>
    /// <exception cref="LedgerUnavailableException">It is not known to stand there.</exception>
    public Task<ETag> EndAsync(AuditEntry entry, ETag read) => WriteAsync(entry, read);

    /// <summary>Entries of a range, newest first.</summary>
    public async IAsyncEnumerable<AuditEntry> ReadAsync(string filter, int? pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var table = await _table.ReadyAsync();
        await foreach (var row in table.RowsAsync(filter, AuditRow.Columns, pageSize, cancellationToken)) yield return AuditRow.Read(row);
    }

    /// <summary>Deletes the entries of a time and of all before it.</summary>
    /// <returns>How many went.</returns>
    public async Task<int> PurgeAsync(DateTimeOffset until, TimeBudget budget, CancellationToken cancellationToken)
    {
        var table = await _table.ReadyAsync();
        var filter = TableClient.CreateQueryFilter($"PartitionKey ge {AuditKeys.Partition(until)} and RowKey ge {AuditKeys.Newest(until)}");
        var deleted = 0;
        await foreach (var page in table.PagesAsync(filter, ["PartitionKey", "RowKey"], pageSize: null, cancellationToken))
        {
            foreach (var batch in page.GroupBy(row => row.PartitionKey, StringComparer.Ordinal).SelectMany(day => day.Chunk(TableCalls.MostActions)))
            {
                deleted += await DeleteAsync(table, batch, cancellationToken);
                if (budget.IsSpent) return deleted;
            }
        }

        return deleted;
    }

    private static async Task<int> DeleteAsync(TableClient table, TableEntity[] batch, CancellationToken cancellationToken)
    {
        try
        {
            await table.SubmitAsync([.. batch.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All))], cancellationToken);
            return batch.Length;
        }
        catch (TableTransactionFailedException gone) when (gone.Status == 404)
        {
            // Another instance does the same. What it leaves, the next tick finds.
            return 0;
        }
    }

    private async Task<ETag> WriteAsync(AuditEntry entry, ETag? read)
    {
        try
        {
            var table = await _table.ReadyAsync();
            if (await table.TryWriteAsync(AuditRow.Of(entry), read) is { } answer) return TableCalls.ETagOf(answer);
            // Nobody else has this key: what the client meets is its own write, whose answer was lost, or the row is not there.
            return await _table.FindAsync(AuditKeys.Partition(entry.At), entry.Id) is { } row && AuditRow.Read(row) == entry
                ? row.ETag
                : throw new LedgerUnavailableException("Table Storage did not take the entry.");
        }
        catch (LedgerUnavailableException)
        {
            // Where somebody has deleted the table, the next one makes it again.
            _table.Forget();
            throw;
        }
    }
}
