using Azure;
using Azure.Data.Tables;
using TriggerBridge.Executions;
using TriggerBridge.Ledger;

namespace TriggerBridge.Tracking;

/// <summary>Table <c>Workflows</c>. Several instances learn at once, so each change is merged into what stands there.</summary>
internal sealed class WorkflowRecords(TableServiceClient service)
{
    private readonly SideTable _table = new(service, "Workflows");

    /// <summary>What is known; a blank record for a workflow that was never seen.</summary>
    public async Task<WorkflowRecord> ReadAsync(string tenant, string workflowId) =>
        await _table.FindAsync(KnownExecution.KeyOf(tenant), KnownExecution.KeyOf(workflowId)) is { } row
            ? WorkflowRecord.Read(tenant, workflowId, row)
            : new WorkflowRecord { Tenant = tenant, WorkflowId = workflowId };

    public async Task<WorkflowRecord> UpdateAsync(string tenant, string workflowId, Func<WorkflowRecord, WorkflowRecord> change)
    {
        while (true)
        {
            var before = await ReadAsync(tenant, workflowId);
            var after = change(before);
            if (after == before || await TryWriteAsync(before, after))
                return after;
        }
    }

    private async Task<bool> TryWriteAsync(WorkflowRecord before, WorkflowRecord after)
    {
        var table = await _table.ReadyAsync();
        try
        {
            await TableCalls.CallAsync(
                () => before.ETag == default
                    ? table.AddEntityAsync(after.ToRow(), CancellationToken.None)
                    : table.UpdateEntityAsync(after.ToRow(), before.ETag, TableUpdateMode.Replace, CancellationToken.None),
                CancellationToken.None);
            return true;
        }
        catch (RequestFailedException overtaken) when (overtaken.Status is 404 or 409 or 412)
        {
            return false;
        }
    }
}
