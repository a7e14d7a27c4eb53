using TriggerBridge.SailPoint.Executions;

namespace TriggerBridge.Tracking;

/// <summary>The list call of ISC, page by page. Only an empty page is the end: a page may be short in the middle.</summary>
internal sealed class IscExecutionList(IscReads isc) : IExecutionList
{
    // 250,000 executions in one window: a service that ignores the offset would never end.
    private const int MostPages = 1000;

    public async Task<ExecutionListing> ReadAsync(string tenant, ExecutionQuery query, CancellationToken cancellationToken)
    {
        var executions = new Dictionary<string, WorkflowExecution>(StringComparer.Ordinal);
        var offset = 0;
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await isc.ListAsync(tenant, query, offset, cancellationToken);
            if (answer is not IscAnswer<IReadOnlyList<WorkflowExecution>>.Found { Value: var rows })
                return Listing(answer.Problem);
            if (rows.Count == 0)
                return Listing(gap: null);

            foreach (var row in rows)
                executions[row.Id] = row;
            offset += rows.Count;
        }

        return Listing("The list of executions does not end.");

        ExecutionListing Listing(string? gap) => new() { Executions = executions, Gap = gap };
    }
}
