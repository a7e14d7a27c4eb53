using System.Globalization;
using System.Text.Json;

namespace TriggerBridge.Mapping.Schemas;

/// <summary>What is asked of lists.</summary>
internal static class ListRules
{
    public static IEnumerable<SchemaRule> Read(SchemaPlace place)
    {
        if (place.Value("items") is { ValueKind: JsonValueKind.Array })
            place.Problem("items", "expected one schema: write prefixItems for a list of them");
        else if ((place.Children("prefixItems"), place.Child("items")) is var (first, others) && (first ?? (object?)others) is not null)
            yield return new ItemsRule(first ?? [], others);

        if (place.Child("contains") is { } contained)
            yield return new ContainsRule(contained, place.Count("minContains") ?? 1, place.Count("maxContains"));
        var (least, most, isUnique) = (place.Count("minItems"), place.Count("maxItems"), place.IsTrue("uniqueItems"));
        if (least is not null || most is not null || isUnique)
            yield return new LengthRule(least, most, isUnique);
    }

    private sealed class ItemsRule(IReadOnlyList<SchemaNode> first, SchemaNode? others) : SchemaRule
    {
        public override bool Test(JsonElement value, SchemaRun run)
        {
            if (value.ValueKind != JsonValueKind.Array)
                return true;
            var fits = true;
            var index = 0;
            foreach (var item in value.EnumerateArray())
            {
                var node = index < first.Count ? first[index] : others;
                if (node is null || !run.Spend(1))
                    break;
                if (!run.Test(node, item, index++))
                    fits = false;
                if (!fits && !run.WantsMore)
                    break;
            }

            return fits;
        }

        public override void Note(JsonElement value, SchemaRun run, SeenParts seen)
        {
            if (value.ValueKind != JsonValueKind.Array)
                return;
            if (others is not null)
                seen.AddAll();
            for (var i = 0; i < first.Count; i++)
                seen.Add(i);
        }
    }

    private sealed class ContainsRule(SchemaNode contained, int least, int? most) : SchemaRule
    {
        public override bool Test(JsonElement value, SchemaRun run)
        {
            if (value.ValueKind != JsonValueKind.Array)
                return true;
            var found = 0;
            foreach (var item in value.EnumerateArray())
            {
                if (run.Spend(1) && run.TestQuietly(contained, item))
                    found++;
            }

            if (found < least)
                return run.Fail(least == 1 ? "has no item of the kind that is expected" : string.Create(CultureInfo.InvariantCulture, $"has fewer than {least} items of the kind that is expected"));
            return found <= (most ?? int.MaxValue) || run.Fail(string.Create(CultureInfo.InvariantCulture, $"has more than {most} items of the kind that is expected"));
        }

        public override void Note(JsonElement value, SchemaRun run, SeenParts seen)
        {
            if (value.ValueKind != JsonValueKind.Array)
                return;
            foreach (var (index, item) in value.EnumerateArray().Index())
            {
                if (run.TestQuietly(contained, item))
                    seen.Add(index);
            }
        }
    }

    private sealed class LengthRule(int? least, int? most, bool isUnique) : SchemaRule
    {
        public override bool Test(JsonElement value, SchemaRun run)
        {
            if (value.ValueKind != JsonValueKind.Array)
                return true;
            var fits = true;
            var length = value.GetArrayLength();
            if (length < least)
                fits = run.Fail(string.Create(CultureInfo.InvariantCulture, $"has fewer than {least} items"));
            if (length > most)
                fits = run.Fail(string.Create(CultureInfo.InvariantCulture, $"has more than {most} items"));
            if (isUnique && HasEqualItems(value, run))
                fits = run.Fail("has two items that are equal");
            return fits;
        }

        // By hash: a list may be long, and each against each would take for ever.
        private static bool HasEqualItems(JsonElement list, SchemaRun run)
        {
            var items = new HashSet<JsonElement>(new ByContent(run));
            return list.EnumerateArray().Any(item => run.Spend(1) && !items.Add(item));
        }
    }

    private sealed class ByContent(SchemaRun run) : IEqualityComparer<JsonElement>
    {
        public bool Equals(JsonElement x, JsonElement y) => run.Spend(1) && JsonElement.DeepEquals(x, y);

        public int GetHashCode(JsonElement obj) => obj.ValueKind switch
        {
            JsonValueKind.String => obj.GetString()!.GetHashCode(StringComparison.Ordinal),
            JsonValueKind.Number => obj.GetDouble().GetHashCode(),
            JsonValueKind.Array => run.Spend(1) ? obj.EnumerateArray().Aggregate(1, (hash, item) => HashCode.Combine(hash, GetHashCode(item))) : 0,
            // In any order.
            JsonValueKind.Object => run.Spend(1) ? obj.EnumerateObject().Aggregate(2, (hash, member) => hash ^ HashCode.Combine(member.Name, GetHashCode(member.Value))) : 0,
            var kind => (int)kind,
        };
    }
}
