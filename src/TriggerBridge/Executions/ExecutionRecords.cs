using Azure;
using Azure.Data.Tables;
using TriggerBridge.Ledger;

namespace TriggerBridge.Executions;

/// <summary>
/// Table <c>Executions</c>: every execution that was looked into, so that no history is read twice; until ISC has archived it.
/// Partition: workflow; row: execution.
/// </summary>
internal sealed class ExecutionRecords(TableServiceClient service)
{
    public const string Table = "Executions";

    private readonly SideTable _table = new(service, Table);
    private readonly RecentlyUsed<(string WorkflowId, string ExecutionId), KnownExecution> _stored = new(20_000);
    private readonly RecentlyUsed<(string WorkflowId, string ExecutionId), KnownExecution> _started = new(20_000);

    /// <summary>This process has started it: known from now on, and stored when the tracker first sees it.</summary>
    public void Expect(Delivery delivery, int attempt, string executionId) => _started.Set((delivery.WorkflowId, executionId), new KnownExecution
    {
        WorkflowId = delivery.WorkflowId,
        ExecutionId = executionId,
        Own = new Correlation(delivery.DeliveryId, attempt),
        Bridge = delivery.Bridge,
    });

    /// <returns>Null if nothing is known of it.</returns>
    public async ValueTask<KnownExecution?> FindAsync(string workflowId, string executionId)
    {
        if (_stored.TryGet((workflowId, executionId), out var known) || _started.TryGet((workflowId, executionId), out known))
            return known;

        var row = await _table.FindAsync(KnownExecution.KeyOf(workflowId), KnownExecution.KeyOf(executionId));
        if (row is null)
            return null;
        var stored = KnownExecution.Read(row);
        _stored.Set((workflowId, executionId), stored);
        return stored;
    }

    /// <summary>The latest of our own among those of a workflow that were stored; of the first thousand where there are more.</summary>
    public async Task<OwnExecution?> FindOwnAsync(string workflowId, CancellationToken cancellationToken)
    {
        var table = await _table.ReadyAsync();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {KnownExecution.KeyOf(workflowId)}");
        OwnExecution? latest = null;
        await foreach (var page in table.PagesAsync(filter, KnownExecution.Columns, pageSize: null, cancellationToken))
        {
            foreach (var known in page.Select(KnownExecution.Read))
            {
                if (known is { Own: { } own, StartTime: { } startTime } && !(startTime < latest?.StartTime))
                    latest = new OwnExecution(known.ExecutionId, own.DeliveryId, startTime);
            }

            break;
        }

        return latest;
    }

    /// <summary>Stores an execution, once.</summary>
    /// <returns>False if it was stored before.</returns>
    public async ValueTask<bool> AddAsync(KnownExecution execution)
    {
        var key = (execution.WorkflowId, execution.ExecutionId);
        if (_stored.TryGet(key, out _))
            return false;

        var table = await _table.ReadyAsync();
        try
        {
            await TableCalls.CallAsync(() => table.AddEntityAsync(execution.ToRow(), CancellationToken.None), CancellationToken.None);
        }
        catch (RequestFailedException taken) when (taken.Status == 409)
        {
            // Stored by another instance, or by a call of ours whose answer was lost: what stands there stays.
            return false;
        }

        _stored.Set(key, execution);
        return true;
    }
}
