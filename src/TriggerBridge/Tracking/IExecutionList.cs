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

/// <summary>The list call of ISC, page by page. Only an empty page is the end: a page may be short in the middle.</summary>
internal sealed class IscExecutionList(IscReads isc) : IExecutionList
{
    // In one window: a service that ignores the offset would never end.
    private const int MostExecutions = 250_000;

    public async Task<ExecutionListing> ReadAsync(string tenant, ExecutionQuery query, CancellationToken cancellationToken)
    {
        var executions = new Dictionary<string, WorkflowExecution>(StringComparer.Ordinal);
        var offset = 0;
        while (true)
        {
            var page = await ReadPageAsync(tenant, query, offset, cancellationToken);
            if (page.Executions.Count == 0)
                return new ExecutionListing { Executions = executions, Gap = page.Gap };

            foreach (var execution in page.Executions)
                executions[execution.Id] = execution;
            offset += page.Executions.Count;
        }
    }

    public async Task<ExecutionPage> ReadPageAsync(string tenant, ExecutionQuery query, int offset, CancellationToken cancellationToken)
    {
        if (offset >= MostExecutions)
            return new ExecutionPage([], "The list of executions does not end.");
        return await isc.ListAsync(tenant, query, offset, cancellationToken) switch
        {
            IscAnswer<IReadOnlyList<WorkflowExecution>>.Found found => new ExecutionPage(found.Value, Gap: null),
            var answer => new ExecutionPage([], answer.Problem),
        };
    }
}
