using TriggerBridge.Json;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.Mapping.JsonPath.Functions;

namespace TriggerBridge.Mapping;

/// <summary>A bridge's <c>filter</c>, compiled once: which events are wanted.</summary>
public sealed class EventFilter : IEventFilter
{
    private readonly LogicalExpression _condition;

    private EventFilter(LogicalExpression condition, IReadOnlyList<PathQuery> queries) => (_condition, Queries) = (condition, queries);

    internal IReadOnlyList<PathQuery> Queries { get; }

    IReadOnlyList<PathQuery> IEventFilter.Queries => Queries;

    string IEventFilter.At => "$.filter";

    /// <summary>Adds to <paramref name="problems"/> what is wrong; the filter is of use only where nothing was added.</summary>
    /// <param name="text">A logical expression of RFC 9535 with <c>$</c> as the event; a path alone means that it exists.</param>
    /// <param name="at">The JSON path of the text in its document.</param>
    public static EventFilter Compile(string text, string at, LookupTables tables, ICollection<DocumentProblem> problems)
    {
        var parse = PathParser.ParseCondition(text, PathLanguages.WithTables(tables));
        if (parse is PathParse.Condition condition) return new EventFilter(condition.Expression, condition.Queries);
        problems.Add(new DocumentProblem(at, parse.ToString()));
        return new EventFilter(new LogicalExpression.All([]), []);
    }

    /// <inheritdoc/>
    public MappingResult? Stop(EventContext context)
    {
        var isWanted = _condition.Test(context, default);
        if (context.Budget.StopReason is { } reason) return new MappingResult.Failed(reason);
        return isWanted ? null : new MappingResult.Filtered();
    }
}
