using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using TriggerBridge.Attempts;
using TriggerBridge.Executions;
using TriggerBridge.Ledger;
using TriggerBridge.Timing;

namespace TriggerBridge.Maintenance;

/// <summary>
/// Forgets the executions that ISC has archived: it will not show them again. Nothing finds the old ones but a walk through the whole table;
/// where its time is up it remembers how far it came, and a later tick goes on from there.
/// </summary>
internal sealed class ExecutionPurge(TableServiceClient service, LedgerClock clock, IOptions<TrackingOptions> options)
{
    private const int Page = 1000;
    private const string WorkflowId = nameof(WorkflowId);
    private const string ExecutionId = nameof(ExecutionId);

    // The row with the place is before all others: ids are escaped, and so have no exclamation mark.
    private const string Place = "!";

    private readonly SideTable _table = new(service, ExecutionRecords.Table);

    public static TimeSpan TimeBox { get; } = TimeSpan.FromSeconds(5);

    /// <returns>How many it forgot.</returns>
    public async Task<int> RunAsync(TimeBudget budget, CancellationToken cancellationToken)
    {
        var table = await _table.ReadyAsync();
        var place = await table.FindAsync(Place, Place, select: null, cancellationToken);
        var until = clock.UtcNow - options.Value.ArchivedAfter;
        var forgotten = 0;
        foreach (var filter in Filters(place?.GetString(WorkflowId) ?? "", place?.GetString(ExecutionId) ?? ""))
        {
            await foreach (var page in table.PagesAsync(filter, ["PartitionKey", "RowKey", "Timestamp"], Page, cancellationToken))
            {
                forgotten += await DeleteAsync(table, page.Where(row => row.Timestamp <= until), cancellationToken);
                if (page is not [.., var last] || !budget.IsSpent)
                    continue;
                await WriteAsync(new TableEntity(Place, Place) { [WorkflowId] = last.PartitionKey, [ExecutionId] = last.RowKey });
                return forgotten;
            }
        }

        if (place is not null)
            await WriteAsync(new TableEntity(Place, Place));
        return forgotten;

        Task WriteAsync(TableEntity row) => TableCalls.CallAsync(() => table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken), cancellationToken);
    }

    // First what is left of the workflow that the walk came to, then the others: one filter for both would read the table from its beginning.
    private static IEnumerable<string> Filters(string workflowId, string executionId)
    {
        if (workflowId.Length > 0)
            yield return TableClient.CreateQueryFilter($"PartitionKey eq {workflowId} and RowKey gt {executionId}");
        yield return TableClient.CreateQueryFilter($"PartitionKey gt {(workflowId.Length > 0 ? workflowId : Place)}");
    }

    private static async Task<int> DeleteAsync(TableClient table, IEnumerable<TableEntity> rows, CancellationToken cancellationToken)
    {
        var deleted = 0;
        foreach (var batch in rows.GroupBy(row => row.PartitionKey, StringComparer.Ordinal).SelectMany(workflow => workflow.Chunk(TableCalls.MostActions)))
        {
            try
            {
                await table.SubmitAsync([.. batch.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All))], cancellationToken);
                deleted += batch.Length;
            }
            catch (TableTransactionFailedException gone) when (gone.Status == 404)
            {
                // Another instance does the same. What it leaves, a later walk finds.
            }
        }

        return deleted;
    }
}
