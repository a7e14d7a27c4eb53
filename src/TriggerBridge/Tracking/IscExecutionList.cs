using TriggerBridge.SailPoint.Api.Models;
using TriggerBridge.SailPoint.Executions;

namespace TriggerBridge.Tracking;

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
