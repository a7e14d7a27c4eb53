using System.Text.Json;

namespace TriggerBridge.Mapping.Schemas;

/// <summary><c>minimum</c> and the other bounds of numbers, and <c>multipleOf</c>.</summary>
internal sealed class NumberRule(IReadOnlyList<NumberRule.Bound> bounds) : SchemaRule
{
    public static IEnumerable<SchemaRule> Read(SchemaPlace place)
    {
        List<Bound> bounds =
        [
            .. BoundOf(place, "minimum", "is less than", (value, bound) => bound.CompareFrom(value) >= 0),
            .. BoundOf(place, "exclusiveMinimum", "is not more than", (value, bound) => bound.CompareFrom(value) > 0),
            .. BoundOf(place, "maximum", "is more than", (value, bound) => bound.CompareFrom(value) <= 0),
            .. BoundOf(place, "exclusiveMaximum", "is not less than", (value, bound) => bound.CompareFrom(value) < 0),
            .. BoundOf(place, "multipleOf", "is not a multiple of", (value, bound) => bound.Divides(value)),
        ];
        if (place.Number("multipleOf") is { Rough: <= 0 })
            place.Problem("multipleOf", "expected a number above 0");
        return bounds.Count > 0 ? [new NumberRule(bounds)] : [];
    }

    public override bool Test(JsonElement value, SchemaRun run)
    {
        if (value.ValueKind != JsonValueKind.Number)
            return true;
        var fits = true;
        foreach (var bound in bounds)
        {
            if (!bound.Test(value, bound.Number))
                fits = run.Fail($"{bound.Objection} {bound.Number.Text}");
        }

        return fits;
    }

    private static IEnumerable<Bound> BoundOf(SchemaPlace place, string keyword, string objection, Func<JsonElement, SchemaNumber, bool> test) =>
        place.Number(keyword) is { } number ? [new Bound(number, objection, test)] : [];

    internal sealed record Bound(SchemaNumber Number, string Objection, Func<JsonElement, SchemaNumber, bool> Test);
}
