using TriggerBridge.SailPoint.Executions;

namespace TriggerBridge.Tracking;

/// <summary>
/// Which executions of a workflow began within a window. All that the bridge asks of ISC's list call, which is deprecated and goes in
/// July 2028: what replaces it goes behind this.
/// </summary>
internal interface IExecutionList
{
    Task<ExecutionListing> ReadAsync(string tenant, ExecutionQuery query, CancellationToken cancellationToken);
}

/// <summary>What was read of a list, each execution once.</summary>
internal sealed record ExecutionListing
{
    public required IReadOnlyDictionary<string, WorkflowExecution> Executions { get; init; }

    /// <summary>Why it is not the whole list; null if it is.</summary>
    public string? Gap { get; init; }

    public bool IsWhole => Gap is null;
}
