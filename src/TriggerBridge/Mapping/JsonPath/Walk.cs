using System.Text.Json;

namespace TriggerBridge.Mapping.JsonPath;

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
