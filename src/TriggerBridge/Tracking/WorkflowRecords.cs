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
        return await table.TryWriteAsync(after.ToRow(), before.ETag == default ? null : before.ETag) is not null;
    }
}

/// <summary>What was learned about how ISC shows the executions of one workflow. One row each in table <c>Workflows</c>.</summary>
internal sealed record WorkflowRecord
{
    public required string Tenant { get; init; }
    public required string WorkflowId { get; init; }

    /// <summary>When one of our own executions was last found by its delivery id, as one in doubt would be.</summary>
    public DateTimeOffset? SelfCheckedAt { get; init; }

    /// <summary>The times from ISC's answer until it showed the execution.</summary>
    public VisibilityLags Lags { get; init; } = VisibilityLags.None;

    /// <summary>Our own execution that began last, for the next self-check.</summary>
    public OwnExecution? LatestOwn { get; init; }

    internal ETag ETag { get; init; }

    public TableEntity ToRow()
    {
        var row = new TableEntity(KnownExecution.KeyOf(Tenant), KnownExecution.KeyOf(WorkflowId)) { [nameof(Lags)] = Lags.ToString() };
        if (SelfCheckedAt is { } checkedAt)
            row[nameof(SelfCheckedAt)] = checkedAt;
        if (LatestOwn is { } own)
        {
            row[nameof(OwnExecution.ExecutionId)] = own.ExecutionId;
            row[nameof(OwnExecution.DeliveryId)] = own.DeliveryId;
            row[nameof(OwnExecution.StartTime)] = own.StartTime;
        }

        return row;
    }

    public static WorkflowRecord Read(string tenant, string workflowId, TableEntity row) => new()
    {
        Tenant = tenant,
        WorkflowId = workflowId,
        SelfCheckedAt = row.GetDateTimeOffset(nameof(SelfCheckedAt)),
        Lags = VisibilityLags.Read(row.GetString(nameof(Lags)) ?? ""),
        LatestOwn = row.GetString(nameof(OwnExecution.ExecutionId)) is { } id
            ? new OwnExecution(id, row.GetString(nameof(OwnExecution.DeliveryId)) ?? "", row.GetDateTimeOffset(nameof(OwnExecution.StartTime)) ?? default)
            : null,
        ETag = row.ETag,
    };
}
