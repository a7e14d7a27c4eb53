using TriggerBridge.SailPoint.Api;

namespace TriggerBridge.SailPoint.Executions;

/// <summary>Which executions of a workflow to list. The window is closed on both sides, so that pages do not shift while they are read.</summary>
internal sealed record ExecutionQuery
{
    public required string WorkflowId { get; init; }

    /// <summary>Start times by ISC's clock, both ends included.</summary>
    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset To { get; init; }

    /// <summary>Null for all.</summary>
    public string? Status { get; init; }

    internal IscFilter Filters
    {
        get
        {
            var window = IscFilter.Ge("start_time", From).And(IscFilter.Le("start_time", To));
            return Status is { } status ? window.And(IscFilter.Eq("status", status)) : window;
        }
    }
}
