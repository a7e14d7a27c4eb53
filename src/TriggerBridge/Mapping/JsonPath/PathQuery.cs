using System.Text.Json;

namespace TriggerBridge.Mapping.JsonPath;

/// <summary>What a query starts from.</summary>
internal enum PathRoot
{
    /// <summary><c>$</c></summary>
    Event,

    /// <summary><c>$$</c>: the headers and all else that is known of the request.</summary>
    Context,

    /// <summary><c>@</c>: inside a filter, the node that is judged.</summary>
    Current,
}

/// <summary>A compiled query of RFC 9535.</summary>
internal sealed class PathQuery
{
    private readonly Segment[] _segments;

    // The fast lane of nearly all paths in practice: names and indexes only, one node at a time, no lists.
    private readonly SingularSelector[] _steps;

    public PathQuery(string text, PathRoot root, IReadOnlyList<Segment> segments)
    {
        Text = text;
        Root = root;
        _segments = [.. segments];
        _steps = [.. segments.Select(segment => segment.Step).TakeWhile(step => step is not null).Select(step => step!)];
        IsSingular = _steps.Length == _segments.Length;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    public PathRoot Root { get; }

    /// <summary>Finds one node at most, whatever the document is.</summary>
    public bool IsSingular { get; }

    /// <summary>The names and indexes with which the query begins.</summary>
    public IReadOnlyList<SingularSelector> Steps => _steps;

    /// <summary>All of it, for who asks what the query may lead to.</summary>
    public IReadOnlyList<Segment> Segments => _segments;

    /// <summary>Only for a singular query.</summary>
    public bool TryFind(EventContext context, JsonElement current, out JsonElement node)
    {
        node = Start(context, current);
        foreach (var step in _steps)
        {
            if (!step.TryStep(node, context.Budget, out node)) return false;
        }

        return true;
    }

    public bool FindsAny(EventContext context, JsonElement current) =>
        IsSingular ? TryFind(context, current, out _) : Find(context, current, most: 1).Count > 0;

    /// <param name="most">Stops when so many are found.</param>
    public IReadOnlyList<JsonElement> Find(EventContext context, JsonElement current, int most = int.MaxValue)
    {
        var walk = new Walk(_segments, context, most);
        walk.Visit(Start(context, current), 0);
        return walk.Found;
    }

    /// <summary>True where the query leads to this field of the context, or below it.</summary>
    public bool IsUnderContext(string field) =>
        Root == PathRoot.Context && _steps is [SingularSelector.Name { Value: var name }, ..] && name == field;

    /// <summary>True where the query leads to this field of a part of the context, or below it.</summary>
    public bool IsUnderContext(string part, string field) =>
        IsUnderContext(part) && _steps is [_, SingularSelector.Name { Value: var name }, ..] && name == field;

    private JsonElement Start(EventContext context, JsonElement current) => Root switch
    {
        PathRoot.Event => context.Event,
        PathRoot.Context => context.Context,
        _ => current,
    };
}

/// <summary>One run of a query through a document, depth first: the order of RFC 9535 without a list for each segment.</summary>
internal sealed class Walk(Segment[] segments, EventContext context, int most)
{
    private readonly List<JsonElement> _found = [];

    public IReadOnlyList<JsonElement> Found => _found;

    public EventContext Context => context;

    /// <param name="next">The segment that is to be applied to the node.</param>
    /// <returns>False: stop, as enough is found or the budget is spent.</returns>
    public bool Visit(JsonElement node, int next)
    {
        if (!context.Budget.TrySpend(1)) return false;
        if (next < segments.Length) return segments[next].Apply(node, this, next + 1);
        _found.Add(node);
        return _found.Count < most;
    }
}
