namespace TriggerBridge.Mapping.JsonPath;

/// <summary>What reading a path's text gave.</summary>
internal abstract record PathParse
{
    private PathParse()
    {
    }

    /// <param name="End">The index of the first character after the path.</param>
    public sealed record Parsed(PathExpression Path, int End) : PathParse;

    /// <param name="Queries">All queries in it.</param>
    public sealed record Condition(LogicalExpression Expression, IReadOnlyList<PathQuery> Queries) : PathParse;

    /// <param name="Position">Counted from 1.</param>
    public sealed record Invalid(int Position, string Problem) : PathParse
    {
        public override string ToString() => $"position {Position}: {Problem}";
    }
}
