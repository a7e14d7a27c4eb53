using Azure;
using Azure.Data.Tables;
using TriggerBridge.Executions;

namespace TriggerBridge.Tracking;

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
