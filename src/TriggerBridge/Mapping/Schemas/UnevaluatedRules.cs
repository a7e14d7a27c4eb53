using System.Text.Json;

namespace TriggerBridge.Mapping.Schemas;

/// <summary><c>unevaluatedProperties</c> and <c>unevaluatedItems</c>: what is asked of the parts that no other keyword looked at.</summary>
internal static class UnevaluatedRules
{
    /// <param name="others">The other rules of the schema.</param>
    public static IEnumerable<SchemaRule> Read(SchemaPlace place, IReadOnlyList<SchemaRule> others)
    {
        if (place.Child("unevaluatedProperties") is { } members)
            yield return new MembersRule(members, others);
        if (place.Child("unevaluatedItems") is { } items)
            yield return new ItemsRule(items, others);
    }

    private static SeenParts Seen(IReadOnlyList<SchemaRule> rules, JsonElement value, SchemaRun run)
    {
        var seen = new SeenParts();
        foreach (var rule in rules)
            rule.Note(value, run, seen);
        return seen;
    }

    private sealed class MembersRule(SchemaNode node, IReadOnlyList<SchemaRule> others) : SchemaRule
    {
        public override bool Test(JsonElement value, SchemaRun run)
        {
            if (value.ValueKind != JsonValueKind.Object)
                return true;
            var (seen, fits) = (Seen(others, value, run), true);
            foreach (var member in value.EnumerateObject().Where(member => !seen.Has(member.Name)))
            {
                if (!run.Spend(1) || (!fits && !run.WantsMore))
                    break;
                fits &= run.Test(node, member);
            }

            return fits;
        }

        public override void Note(JsonElement value, SchemaRun run, SeenParts seen)
        {
            if (value.ValueKind == JsonValueKind.Object)
                seen.AddAll();
        }
    }

    private sealed class ItemsRule(SchemaNode node, IReadOnlyList<SchemaRule> others) : SchemaRule
    {
        public override bool Test(JsonElement value, SchemaRun run)
        {
            if (value.ValueKind != JsonValueKind.Array)
                return true;
            var (seen, fits) = (Seen(others, value, run), true);
            foreach (var (index, item) in value.EnumerateArray().Index().Where(each => !seen.Has(each.Index)))
            {
                if (!run.Spend(1) || (!fits && !run.WantsMore))
                    break;
                fits &= run.Test(node, item, index);
            }

            return fits;
        }

        public override void Note(JsonElement value, SchemaRun run, SeenParts seen)
        {
            if (value.ValueKind == JsonValueKind.Array)
                seen.AddAll();
        }
    }
}
