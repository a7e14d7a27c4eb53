using TriggerBridge.SailPoint.Api.Models;
using TriggerBridge.SailPoint.Executions;

namespace TriggerBridge.Tracking;

/// <summary>
/// Which executions of a workflow began within a window. All that the bridge asks of ISC's list call, which is deprecated and goes in
/// July 2028: what replaces it goes behind this.
/// </summary>
internal interface IExecutionList
{
    /// <summary>The whole list, if it can be read at once.</summary>
    Task<ExecutionListing> ReadAsync(string tenant, ExecutionQuery query, CancellationToken cancellationToken);

    /// <summary>What comes after the first <paramref name="offset"/> executions.</summary>
    Task<ExecutionPage> ReadPageAsync(string tenant, ExecutionQuery query, int offset, CancellationToken cancellationToken);
}

/// <summary>A part of a list.</summary>
/// <param name="Executions">None at the end of the list, and where it could not be read.</param>
/// <param name="Gap">Why it could not be read; null if it could.</param>
internal sealed record ExecutionPage(IReadOnlyList<WorkflowExecution> Executions, string? Gap)
{
    public bool IsEnd => Gap is null && Executions.Count == 0;
}

/// <summary>What was read of a list, each execution once.</summary>
internal sealed record ExecutionListing
{
    public required IReadOnlyDictionary<string, WorkflowExecution> Executions { get; init; }

    /// <summary>Why it is not the whole list; null if it is.</summary>
    public string? Gap { get; init; }

    public bool IsWhole => Gap is null;
}
