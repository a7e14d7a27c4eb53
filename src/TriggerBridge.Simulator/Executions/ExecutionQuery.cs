using TriggerBridge.Simulator.Http;

namespace TriggerBridge.Simulator.Executions;

/// <summary>The query of the list of executions.</summary>
internal sealed record ExecutionQuery(Func<Execution, DateTimeOffset, bool> Matches, PageWindow Window)
{
    public static ExecutionQueryOutcome Parse(IQueryCollection query)
    {
        if (!PageWindow.TryParse(query, out var window, out var problem))
            return new ExecutionQueryOutcome.Invalid(problem);
        return ExecutionFilter.TryParse(query["filters"], out var matches)
            ? new ExecutionQueryOutcome.Valid(new ExecutionQuery(matches, window))
            : new ExecutionQueryOutcome.Invalid($"The filters are not understood: {query["filters"]}");
    }
}

internal abstract record ExecutionQueryOutcome
{
    private ExecutionQueryOutcome()
    {
    }

    public sealed record Valid(ExecutionQuery Query) : ExecutionQueryOutcome;

    public sealed record Invalid(string Reason) : ExecutionQueryOutcome;
}
