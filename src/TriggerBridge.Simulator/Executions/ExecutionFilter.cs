using System.Globalization;
using System.Text.RegularExpressions;

namespace TriggerBridge.Simulator.Executions;

/// <summary>
/// The <c>filters</c> of the list of executions: <c>start_time</c> with eq, lt, le, gt, ge and <c>status</c> with eq,
/// joined by <c>and</c>.
/// </summary>
internal static partial class ExecutionFilter
{
    /// <param name="filters">As in the query; nothing, or blanks, lets everything pass.</param>
    /// <param name="matches">Whether an execution passes, as it stands at that time.</param>
    public static bool TryParse(string? filters, out Func<Execution, DateTimeOffset, bool> matches)
    {
        var conditions = new List<Func<Execution, DateTimeOffset, bool>>();
        matches = (execution, now) => conditions.TrueForAll(condition => condition(execution, now));
        var rest = (filters ?? "").Trim();
        while (rest.Length > 0)
        {
            if (Clause().Match(rest) is not { Success: true } clause || !TryRead(clause, out var condition))
                return false;
            conditions.Add(condition);
            rest = rest[clause.Length..];
        }

        return true;
    }

    private static bool TryRead(Match clause, out Func<Execution, DateTimeOffset, bool> condition)
    {
        var (field, comparison, value) = (clause.Groups["field"].Value, clause.Groups["operator"].Value, clause.Groups["value"].Value);
        // Statuses are an open set: one that never occurs is no error, and finds nothing.
        condition = (execution, now) => string.Equals(execution.StatusAt(now).ToString(), value, StringComparison.Ordinal);
        if (field is "status")
            return comparison is "eq";

        var isTime = DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
        condition = comparison switch
        {
            "eq" => (execution, _) => execution.StartTime == time,
            "lt" => (execution, _) => execution.StartTime < time,
            "le" => (execution, _) => execution.StartTime <= time,
            "gt" => (execution, _) => execution.StartTime > time,
            _ => (execution, _) => execution.StartTime >= time,
        };
        return isTime;
    }

    [GeneratedRegex(
        """^(?<field>start_time|status)\s+(?<operator>eq|lt|le|gt|ge)\s+("(?<value>[^"]*)"|(?<value>[^\s"]+))(\s+and\s+(?=\S)|$)""",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Clause();
}
