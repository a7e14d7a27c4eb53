using System.Globalization;

namespace TriggerBridge.Simulator.Executions;

/// <summary>The query of the list of executions, with the specification's limits and defaults.</summary>
internal sealed record ExecutionQuery(Func<Execution, DateTimeOffset, bool> Matches, int Limit, int Offset, bool WantsCount)
{
    private const int MaxLimit = 250;

    public static ExecutionQueryOutcome Parse(IQueryCollection query)
    {
        if (!TryNumber(query["limit"], MaxLimit, out var limit) || limit > MaxLimit)
            return new ExecutionQueryOutcome.Invalid($"limit must be a number from 0 to 250: {query["limit"]}");
        if (!TryNumber(query["offset"], 0, out var offset))
            return new ExecutionQueryOutcome.Invalid($"offset must be a number from 0: {query["offset"]}");
        if (!ExecutionFilter.TryParse(query["filters"], out var matches))
            return new ExecutionQueryOutcome.Invalid($"The filters are not understood: {query["filters"]}");

        var wantsCount = string.Equals(query["count"], "true", StringComparison.OrdinalIgnoreCase);
        return new ExecutionQueryOutcome.Valid(new ExecutionQuery(matches, limit, offset, wantsCount));
    }

    private static bool TryNumber(string? value, int otherwise, out int number)
    {
        number = otherwise;
        return value is null || int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out number);
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
