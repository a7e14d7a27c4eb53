using System.Text;
using System.Text.Json;

namespace TriggerBridge.Mapping.JsonPath;

/// <summary>Picks children of a node (RFC 9535, 2.3).</summary>
internal abstract class Selector
{
    /// <returns>False: stop the walk.</returns>
    public abstract bool Apply(JsonElement node, Walk walk, int next);

    /// <summary><c>*</c></summary>
    public sealed class Wildcard : Selector
    {
        public override bool Apply(JsonElement node, Walk walk, int next)
        {
            foreach (var child in node.Children())
            {
                if (!walk.Visit(child, next)) return false;
            }

            return true;
        }
    }

    /// <summary><c>?…</c></summary>
    public sealed class Filter(LogicalExpression condition) : Selector
    {
        public override bool Apply(JsonElement node, Walk walk, int next)
        {
            foreach (var child in node.Children())
            {
                if (!walk.Context.Budget.TrySpend(1)) return false;
                if (condition.Test(walk.Context, child) && !walk.Visit(child, next)) return false;
            }

            return true;
        }
    }
}

/// <summary>Finds one child at most.</summary>
internal abstract class SingularSelector : Selector
{
    // JsonElement looks for names and indexes from one to the next; that many are passed over in the time of one visit.
    private const int StepsPerVisit = 16;

    public abstract bool TryStep(JsonElement from, EvaluationBudget budget, out JsonElement to);

    public override bool Apply(JsonElement node, Walk walk, int next) =>
        TryStep(node, walk.Context.Budget, out var child) ? walk.Visit(child, next) : !walk.Context.Budget.IsSpent;

    public sealed class Name(string name) : SingularSelector
    {
        private readonly byte[] _utf8Name = Encoding.UTF8.GetBytes(name);

        public string Value => name;

        public override bool TryStep(JsonElement from, EvaluationBudget budget, out JsonElement to)
        {
            to = default;
            return from.ValueKind == JsonValueKind.Object
                && budget.TrySpend(1 + (from.GetPropertyCount() / StepsPerVisit))
                && from.TryGetProperty(_utf8Name, out to);
        }
    }

    /// <summary>From the end where negative.</summary>
    public sealed class Index(long index) : SingularSelector
    {
        public override bool TryStep(JsonElement from, EvaluationBudget budget, out JsonElement to)
        {
            to = default;
            if (from.ValueKind != JsonValueKind.Array) return false;
            var length = from.GetArrayLength();
            var at = index < 0 ? length + index : index;
            if (at < 0 || at >= length || !budget.TrySpend(1 + ((int)at / StepsPerVisit))) return false;
            to = from[(int)at];
            return true;
        }
    }
}

/// <summary><c>start:end:step</c> (RFC 9535, 2.3.4.2).</summary>
internal sealed class SliceSelector(long? start, long? end, long step) : Selector
{
    public override bool Apply(JsonElement node, Walk walk, int next)
    {
        if (node.ValueKind != JsonValueKind.Array || step == 0) return true;
        var length = node.GetArrayLength();
        var (first, limit) = Bounds(length);

        // The items are listed first, as finding one in an array by its index may mean to pass over all before it.
        if (!walk.Context.Budget.TrySpend(length)) return false;
        var items = node.EnumerateArray().ToList();
        for (var at = first; step > 0 ? at < limit : at > limit; at += step)
        {
            if (!walk.Visit(items[(int)at], next)) return false;
        }

        return true;
    }

    private (long First, long Limit) Bounds(int length)
    {
        var from = Normalize(start ?? (step > 0 ? 0 : length - 1), length);
        // Without an end, a slice backwards goes on past the first item.
        var to = end is null && step < 0 ? -1 : Normalize(end ?? length, length);
        return step > 0
            ? (Math.Clamp(from, 0, length), Math.Clamp(to, 0, length))
            : (Math.Clamp(from, -1, length - 1), Math.Clamp(to, -1, length - 1));
    }

    private static long Normalize(long index, int length) => index < 0 ? length + index : index;
}
