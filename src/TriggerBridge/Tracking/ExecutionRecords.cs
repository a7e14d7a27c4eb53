using Azure;
using TriggerBridge.Ledger;
using TriggerBridge.Tables;

namespace TriggerBridge.Tracking;

/// <summary>Table <c>Executions</c>: every execution that was ever looked into, so that no history is read twice.</summary>
internal sealed class ExecutionRecords(TableServiceClient service)
{
    private readonly TrackingTable _table = new(service, "Executions");
    private readonly RecentlyUsed<(string WorkflowId, string ExecutionId), KnownExecution> _recent = new(20_000);

    /// <returns>Null if it was never stored.</returns>
    public async ValueTask<KnownExecution?> FindAsync(string workflowId, string executionId)
    {
        if (_recent.TryGet((workflowId, executionId), out var known))
            return known;

        var row = await _table.FindAsync(KnownExecution.KeyOf(workflowId), KnownExecution.KeyOf(executionId));
        return row is null ? null : Remember(KnownExecution.Read(row));
    }

    /// <summary>Stores an execution, once.</summary>
    /// <returns>False if it was stored before.</returns>
    public async ValueTask<bool> AddAsync(KnownExecution execution)
    {
        if (_recent.TryGet((execution.WorkflowId, execution.ExecutionId), out _))
            return false;

        var table = await _table.ReadyAsync();
        try
        {
            await LedgerTables.CallAsync(() => table.AddEntityAsync(execution.ToRow(), CancellationToken.None), CancellationToken.None);
        }
        catch (RequestFailedException taken) when (taken.Status == 409)
        {
            // Stored by another instance, or by a call of ours whose answer was lost: what stands there stays.
            return false;
        }

        Remember(execution);
        return true;
    }

    private KnownExecution Remember(KnownExecution execution)
    {
        _recent.Set((execution.WorkflowId, execution.ExecutionId), execution);
        return execution;
    }
}
