using System.Text.Json;

namespace TriggerBridge.Mapping.JsonPath;

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
