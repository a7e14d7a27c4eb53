using System.Globalization;
using System.Text.Json;

namespace TriggerBridge.Mapping.Schemas;

/// <summary><c>$ref</c>, and what combines schemas for one value.</summary>
internal static class CombinedRules
{
    public static IEnumerable<SchemaRule> Read(SchemaPlace place)
    {
        if (place.Reference("$ref") is { } referred)
            yield return new AllRule([referred]);
        if (place.Children("allOf") is { } all)
            yield return new AllRule(all);
        if (place.Children("anyOf") is { } any)
            yield return new AnyRule(any);
        if (place.Children("oneOf") is { } one)
            yield return new OneRule(one);
        if (place.Child("not") is { } not)
            yield return new NotRule(not);
        var (then, otherwise) = (place.Child("then"), place.Child("else"));
        if (place.Child("if") is { } condition)
            yield return new IfRule(condition, then, otherwise);
        foreach (var (name, node) in place.Named("dependentSchemas"))
            yield return new DependentSchemaRule(name, node);
    }

    private sealed class AllRule(IReadOnlyList<SchemaNode> nodes) : SchemaRule
    {
        public override IEnumerable<SchemaNode> InPlace => nodes;

        public override bool Test(JsonElement value, SchemaRun run)
        {
            var fits = true;
            for (var i = 0; i < nodes.Count && (fits || run.WantsMore); i++)
                fits &= nodes[i].Test(value, run);
            return fits;
        }

        public override void Note(JsonElement value, SchemaRun run, SeenParts seen)
        {
            foreach (var node in nodes)
                node.Note(value, run, seen);
        }
    }

    private sealed class AnyRule(IReadOnlyList<SchemaNode> nodes) : SchemaRule
    {
        public override IEnumerable<SchemaNode> InPlace => nodes;

        public override bool Test(JsonElement value, SchemaRun run) =>
            nodes.Any(node => run.TestQuietly(node, value))
            || run.Fail(string.Create(CultureInfo.InvariantCulture, $"fits none of the {nodes.Count} schemas of anyOf"));

        public override void Note(JsonElement value, SchemaRun run, SeenParts seen)
        {
            foreach (var node in nodes.Where(node => run.TestQuietly(node, value)))
                node.Note(value, run, seen);
        }
    }

    private sealed class OneRule(IReadOnlyList<SchemaNode> nodes) : SchemaRule
    {
        public override IEnumerable<SchemaNode> InPlace => nodes;

        public override bool Test(JsonElement value, SchemaRun run) => nodes.Count(node => run.TestQuietly(node, value)) switch
        {
            1 => true,
            0 => run.Fail(string.Create(CultureInfo.InvariantCulture, $"fits none of the {nodes.Count} schemas of oneOf")),
            var fitting => run.Fail(string.Create(CultureInfo.InvariantCulture, $"fits {fitting} schemas of oneOf, and only one is allowed")),
        };

        public override void Note(JsonElement value, SchemaRun run, SeenParts seen)
        {
            foreach (var node in nodes.Where(node => run.TestQuietly(node, value)))
                node.Note(value, run, seen);
        }
    }

    private sealed class NotRule(SchemaNode node) : SchemaRule
    {
        public override IEnumerable<SchemaNode> InPlace => [node];

        public override bool Test(JsonElement value, SchemaRun run) => !run.TestQuietly(node, value) || run.Fail("fits the schema of not");
    }

    private sealed class IfRule(SchemaNode condition, SchemaNode? then, SchemaNode? otherwise) : SchemaRule
    {
        public override IEnumerable<SchemaNode> InPlace => new[] { condition, then, otherwise }.OfType<SchemaNode>();

        public override bool Test(JsonElement value, SchemaRun run) =>
            (run.TestQuietly(condition, value) ? then : otherwise)?.Test(value, run) ?? true;

        public override void Note(JsonElement value, SchemaRun run, SeenParts seen)
        {
            var isThen = run.TestQuietly(condition, value);
            if (isThen)
                condition.Note(value, run, seen);
            (isThen ? then : otherwise)?.Note(value, run, seen);
        }
    }

    private sealed class DependentSchemaRule(string name, SchemaNode node) : SchemaRule
    {
        public override IEnumerable<SchemaNode> InPlace => [node];

        public override bool Test(JsonElement value, SchemaRun run) => !Applies(value) || node.Test(value, run);

        public override void Note(JsonElement value, SchemaRun run, SeenParts seen)
        {
            if (Applies(value))
                node.Note(value, run, seen);
        }

        private bool Applies(JsonElement value) => value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out _);
    }
}
