using System.Text.Json;
using TriggerBridge.Json;

namespace TriggerBridge.Mapping.JsonPath;

/// <summary>One step of a query, from each node to some of those below it (RFC 9535, 2.5).</summary>
internal abstract class Segment(IReadOnlyList<Selector> selectors)
{
    private readonly Selector[] _selectors = [.. selectors];

    public IReadOnlyList<Selector> Selectors => _selectors;

    /// <summary>The only selector where the segment can find one node at most; else null.</summary>
    public virtual SingularSelector? Step => null;

    /// <returns>False: stop the walk.</returns>
    public abstract bool Apply(JsonElement node, Walk walk, int next);

    protected bool ApplySelectors(JsonElement node, Walk walk, int next)
    {
        foreach (var selector in _selectors)
        {
            if (!selector.Apply(node, walk, next)) return false;
        }

        return true;
    }

    /// <summary><c>.name</c> or <c>[…]</c>: among the children.</summary>
    public sealed class Child(IReadOnlyList<Selector> selectors) : Segment(selectors)
    {
        public override SingularSelector? Step => _selectors is [SingularSelector step] ? step : null;

        public override bool Apply(JsonElement node, Walk walk, int next) => ApplySelectors(node, walk, next);
    }

    /// <summary><c>..name</c> or <c>..[…]</c>: among the children of the node and of all nodes below it.</summary>
    public sealed class Descendant(IReadOnlyList<Selector> selectors) : Segment(selectors)
    {
        public override bool Apply(JsonElement node, Walk walk, int next) => Descend(node, walk, next, depth: 0);

        private bool Descend(JsonElement node, Walk walk, int next, int depth)
        {
            if (node.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)) return true;
            if (depth > JsonDepth.Most)
            {
                walk.Context.Budget.Stop(JsonDepth.TooDeep);
                return false;
            }

            if (!walk.Context.Budget.TrySpend(1) || !ApplySelectors(node, walk, next)) return false;
            foreach (var child in node.Children())
            {
                if (!Descend(child, walk, next, depth + 1)) return false;
            }

            return true;
        }
    }
}

internal static class ElementChildren
{
    /// <summary>A member's values or an array's items in their order; of anything else nothing.</summary>
    public static Enumerator Children(this JsonElement node) => new(node);

    /// <summary>A struct, as it runs once for each node of a document.</summary>
    public struct Enumerator
    {
        private readonly bool _isObject;
        private JsonElement.ObjectEnumerator _members;
        private JsonElement.ArrayEnumerator _items;

        public Enumerator(JsonElement node)
        {
            _isObject = node.ValueKind == JsonValueKind.Object;
            if (_isObject) _members = node.EnumerateObject();
            else if (node.ValueKind == JsonValueKind.Array) _items = node.EnumerateArray();
        }

        public readonly JsonElement Current => _isObject ? _members.Current.Value : _items.Current;

        public readonly Enumerator GetEnumerator() => this;

        // The default enumerator of nothing is at its end at once.
        public bool MoveNext() => _isObject ? _members.MoveNext() : _items.MoveNext();
    }
}
