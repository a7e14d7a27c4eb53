namespace TriggerBridge.Mapping.JsonPath;

/// <summary>What may stand behind a key that ends in <c>.$</c>, or in <c>{{…}}</c>: a path, or the call of a function.</summary>
/// <param name="text">As it was written.</param>
/// <param name="queries">All queries in it, those in its arguments and filters too.</param>
internal sealed class PathExpression(string text, ValueExpression expression, IReadOnlyList<PathQuery> queries)
{
    public string Text => text;

    public IReadOnlyList<PathQuery> Queries => queries;

    /// <summary>For the compliance suite: a list of nodes even where there can be one only.</summary>
    public PathQuery? Query => expression switch
    {
        ValueExpression.OneNode one => one.Query,
        ValueExpression.AllNodes all => all.Query,
        _ => null,
    };

    /// <returns>False where there is no value, and where the event's budget is spent.</returns>
    public bool TryFind(EventContext context, out PathValue value)
    {
        value = expression.Evaluate(context, default);
        return !value.IsNothing && !context.Budget.IsSpent;
    }

    /// <summary>Why an event cannot be mapped in which this gives nothing.</summary>
    public string NothingFound() => text switch
    {
        ['$', '$', ..] => $"{text} was not found in the request",
        ['$', ..] => $"{text} was not found in the event",
        _ => $"{text} gives nothing: a value it needs is missing, or of another type",
    };
}
