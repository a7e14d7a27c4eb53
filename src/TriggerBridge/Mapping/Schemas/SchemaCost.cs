using System.Globalization;

namespace TriggerBridge.Mapping.Schemas;

/// <summary>What a schema would cost for one value alone: without end, where it refers to itself before it has gone into the value.</summary>
internal static class SchemaCost
{
    private const int Most = 10_000;

    /// <returns>A schema that costs too much, and why it does; null: none does.</returns>
    public static (SchemaNode Node, string Problem)? Objection(IReadOnlyCollection<SchemaNode> nodes)
    {
        var inPlace = nodes.ToDictionary(node => node, node => node.InPlace.ToList());
        var users = inPlace.SelectMany(each => each.Value.Select(used => (Used: used, User: each.Key))).ToLookup(each => each.Used, each => each.User);
        var open = inPlace.ToDictionary(each => each.Key, each => each.Value.Count);
        var costs = new Dictionary<SchemaNode, long>();

        // Those whose costs are all known are next, until none is.
        var next = new Queue<SchemaNode>(nodes.Where(node => open[node] == 0));
        while (next.TryDequeue(out var node))
        {
            costs[node] = 1 + inPlace[node].Sum(used => costs[used]);
            if (costs[node] > Most)
                return (node, string.Create(CultureInfo.InvariantCulture, $"tests one value more than {Most:N0} times by what it combines: make it simpler"));
            foreach (var user in users[node])
            {
                if (--open[user] == 0)
                    next.Enqueue(user);
            }
        }

        return nodes.FirstOrDefault(node => !costs.ContainsKey(node)) is { } endless
            ? (OnCircle(endless, inPlace, costs), "refers to itself without going into the event, which never ends")
            : null;
    }

    // Whoever never ends leads to a circle, and on it every one has another that never ends.
    private static SchemaNode OnCircle(SchemaNode from, Dictionary<SchemaNode, List<SchemaNode>> inPlace, Dictionary<SchemaNode, long> costs)
    {
        var passed = new HashSet<SchemaNode>();
        var node = from;
        while (passed.Add(node))
            node = inPlace[node].First(used => !costs.ContainsKey(used));
        return node;
    }
}
