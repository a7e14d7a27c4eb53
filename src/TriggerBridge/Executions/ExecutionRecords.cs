using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
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

    /// <summary>Stores executions of one workflow, each once, in few transactions.</summary>
    /// <returns>Those that were not stored before.</returns>
    public async Task<IReadOnlyList<KnownExecution>> AddAsync(IReadOnlyList<KnownExecution> executions)
    {
        var added = new List<KnownExecution>();
        var open = executions.Where(execution => !_stored.TryGet((execution.WorkflowId, execution.ExecutionId), out _)).DistinctBy(execution => execution.ExecutionId, StringComparer.Ordinal);
        foreach (var some in open.Chunk(TableCalls.MostActions))
        {
            if (some.Length > 1 && await TryAddTogetherAsync(some))
            {
                added.AddRange(some);
                continue;
            }

            foreach (var execution in some)
            {
                if (await AddAsync(execution))
                    added.Add(execution);
            }
        }

        return added;
    }

    /// <returns>False if one of them was stored before: nothing was written.</returns>
    private async Task<bool> TryAddTogetherAsync(KnownExecution[] executions)
    {
        var table = await _table.ReadyAsync();
        try
        {
            await table.SubmitAsync([.. executions.Select(execution => new TableTransactionAction(TableTransactionActionType.Add, execution.ToRow()))], CancellationToken.None);
        }
        catch (TableTransactionFailedException taken) when (taken.Status == 409)
        {
            return false;
        }

        foreach (var execution in executions)
            _stored.Set((execution.WorkflowId, execution.ExecutionId), execution);
        return true;
    }
}

/// <summary>What is known of an execution for good: whose it is. One row each in table <c>Executions</c>.</summary>
internal sealed record KnownExecution
{
    /// <summary>What <see cref="Read"/> reads.</summary>
    public static readonly IReadOnlyList<string> Columns =
        ["PartitionKey", "RowKey", nameof(StartTime), nameof(Bridge), nameof(Correlation.DeliveryId), nameof(Correlation.Attempt)];

    public required string WorkflowId { get; init; }
    public required string ExecutionId { get; init; }
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>Null for a foreign one, which this installation did not start.</summary>
    public Correlation? Own { get; init; }

    /// <summary>Whose delivery it is; null for a foreign one, and where deliveries of several bridges have the same id.</summary>
    public string? Bridge { get; init; }

    public TableEntity ToRow()
    {
        var row = new TableEntity(KeyOf(WorkflowId), KeyOf(ExecutionId)) { [nameof(Own)] = Own is not null };
        if (StartTime is { } startTime)
            row[nameof(StartTime)] = startTime;
        if (Bridge is { } bridge)
            row[nameof(Bridge)] = bridge;
        if (Own is { } own)
        {
            row[nameof(Correlation.DeliveryId)] = own.DeliveryId;
            row[nameof(Correlation.Attempt)] = own.Attempt;
        }

        return row;
    }

    public static KnownExecution Read(TableEntity row) => new()
    {
        WorkflowId = Uri.UnescapeDataString(row.PartitionKey),
        ExecutionId = Uri.UnescapeDataString(row.RowKey),
        StartTime = row.GetDateTimeOffset(nameof(StartTime)),
        Bridge = row.GetString(nameof(Bridge)),
        Own = row.GetString(nameof(Correlation.DeliveryId)) is { } deliveryId && row.GetInt32(nameof(Correlation.Attempt)) is { } attempt
            ? new Correlation(deliveryId, attempt)
            : null,
    };

    /// <summary>Ids are GUIDs as far as is known; nothing else may break a key.</summary>
    public static string KeyOf(string id) => Uri.EscapeDataString(id);
}

/// <summary>An execution that is known to be ours because ISC answered our call with its id.</summary>
/// <param name="ExecutionId">ISC's id.</param>
/// <param name="DeliveryId">What its input must name.</param>
/// <param name="StartTime">By ISC.</param>
internal sealed record OwnExecution(string ExecutionId, string DeliveryId, DateTimeOffset StartTime);

/// <summary>
/// Keeps what was used lately, between <c>generation</c> and twice as many entries: when the young generation is full it becomes the
/// old one, and what is not used again goes with that.
/// </summary>
internal sealed class RecentlyUsed<TKey, TValue>(int generation)
    where TKey : notnull
    where TValue : class
{
    private ConcurrentDictionary<TKey, TValue> _young = new();
    private ConcurrentDictionary<TKey, TValue> _old = new();

    public bool TryGet(TKey key, [NotNullWhen(true)] out TValue? value)
    {
        if (_young.TryGetValue(key, out value))
            return true;
        if (!_old.TryGetValue(key, out value))
            return false;
        Set(key, value);
        return true;
    }

    public void Set(TKey key, TValue value)
    {
        // Two threads at once may drop a generation too early: it is a cache.
        if (_young.Count >= generation)
        {
            _old = _young;
            _young = new();
        }

        _young[key] = value;
    }
}
