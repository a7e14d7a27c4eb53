using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Json.Schema;
using TriggerBridge.Mapping.Inference;

namespace TriggerBridge.Tests.Mapping.Schemas;

/// <summary>What holds for all schemas and events: two independent validators agree, and what is inferred from samples accepts them.</summary>
public sealed class SchemaPropertyTests
{
    [Property(MaxTest = 300, Arbitrary = [typeof(Generators)])]
    public void Verdict_is_that_of_another_validator(SomeSchema schema, SomeJson json)
    {
        var theirs = JsonSchema.FromText(schema.Text, new BuildOptions { SchemaRegistry = new SchemaRegistry() });
        Assert.Equal(theirs.Evaluate(JsonElement.Parse(json.Text)).IsValid, LeaverSchema.Objection(schema.Text, json.Text) is null);
    }

    [Property(MaxTest = 300, Arbitrary = [typeof(Generators)])]
    public void Schema_that_is_inferred_accepts_its_samples(SomeJson[] samples)
    {
        var schema = LeaverSchema.Compile(Infer(samples));
        Assert.All(samples, sample => Assert.Null(schema.Objection(Events.Of(sample.Text))));
    }

    [Property(MaxTest = 300, Arbitrary = [typeof(Generators)])]
    public void Inferred_schema_accepts_its_samples_by_another_validator_too(SomeJson[] samples)
    {
        var schema = JsonSchema.FromText(Infer(samples), new BuildOptions { SchemaRegistry = new SchemaRegistry() });
        Assert.All(samples, sample => Assert.True(schema.Evaluate(JsonElement.Parse(sample.Text)).IsValid));
    }

    private static string Infer(IEnumerable<SomeJson> samples)
    {
        var inference = new EventInference();
        foreach (var sample in samples)
            inference.Add(Events.Of(sample.Text).Event);
        return inference.WriteSchema("Events");
    }

    /// <summary>JSON that often has the members which schemas ask for.</summary>
    public sealed record SomeJson(string Text);

    /// <summary>A schema of keywords whose meaning is the same to all validators.</summary>
    public sealed record SomeSchema(string Text);

    private static class Generators
    {
        private static readonly string[] Names = ["a", "b", "c", "id"];
        private static readonly string[] Texts = ["", "a", "ab", "👋", "a b", "2026-01-01T00:00:00Z", "0b3f7c4e-8a52-4a1b-9c0d-1e2f3a4b5c6d", "x@example.org"];
        private static readonly string[] Numbers = ["0", "1", "-1", "1.0", "1.5", "1e2", "3"];
        private static readonly string[] TypeNames = ["string", "number", "integer", "boolean", "object", "array", "null"];

        public static Arbitrary<SomeJson> Json() => Value(3).Select(value => new SomeJson(Write(value))).ToArbitrary();

        public static Arbitrary<SomeSchema> Schema() => SchemaNode(3).Select(schema => new SomeSchema(Write(schema))).ToArbitrary();

        private static string Write(JsonNode? node) => node?.ToJsonString() ?? "null";

        private static Gen<JsonNode?> Value(int depth)
        {
            Gen<JsonNode?> one = Gen.OneOf(
                Gen.Elements(Texts).Select(text => (JsonNode?)JsonValue.Create(text)),
                Gen.Elements(Numbers).Select(number => JsonNode.Parse(number)),
                Gen.Elements("true", "false", "null").Select(text => JsonNode.Parse(text)));
            return depth == 0 ? one : Gen.OneOf(one, List(Value(depth - 1)).Select(items => (JsonNode?)new JsonArray([.. items])), Members(Value(depth - 1)).Select(members => (JsonNode?)new JsonObject(members)));
        }

        private static Gen<JsonNode?> SchemaNode(int depth)
        {
            Gen<KeyValuePair<string, JsonNode?>> keyword = Gen.OneOf(
                Gen.Elements(TypeNames).Select(type => Keyword("type", JsonValue.Create(type))),
                Value(1).Select(value => Keyword("const", value)),
                List(Value(1)).Select(values => Keyword("enum", new JsonArray([.. values]))),
                Gen.Elements(Numbers).Select(number => Keyword("minimum", JsonNode.Parse(number))),
                Gen.Elements(Numbers).Select(number => Keyword("exclusiveMaximum", JsonNode.Parse(number))),
                Gen.Choose(0, 2).Select(count => Keyword("minLength", JsonValue.Create(count))),
                Gen.Choose(0, 2).Select(count => Keyword("maxItems", JsonValue.Create(count))),
                Gen.Elements("^a", "b$", "^[a-z]*$").Select(pattern => Keyword("pattern", JsonValue.Create(pattern))),
                Gen.Constant(Keyword("uniqueItems", JsonValue.Create(true))),
                List(Gen.Elements(Names)).Select(names => Keyword("required", new JsonArray([.. names.Distinct(StringComparer.Ordinal).Select(name => JsonValue.Create(name))]))));
            if (depth > 0)
            {
                var below = SchemaNode(depth - 1);
                keyword = Gen.OneOf(
                    keyword,
                    Members(below).Select(members => Keyword("properties", new JsonObject(members))),
                    Gen.Elements("items", "not", "contains", "additionalProperties", "unevaluatedProperties", "propertyNames", "if", "then", "else").SelectMany(name => below.Select(schema => Keyword(name, schema))),
                    Gen.Elements("allOf", "anyOf", "oneOf", "prefixItems").SelectMany(name => List(below).Where(list => list.Count > 0).Select(schemas => Keyword(name, new JsonArray([.. schemas])))));
            }

            return Gen.Frequency(
                (1, Gen.Elements("true", "false").Select(text => JsonNode.Parse(text))),
                (6, List(keyword).Select(keywords => (JsonNode?)new JsonObject(keywords.DistinctBy(each => each.Key, StringComparer.Ordinal).Select(each => Keyword(each.Key, each.Value))))));
        }

        private static KeyValuePair<string, JsonNode?> Keyword(string name, JsonNode? value) => new(name, value?.DeepClone());

        private static Gen<List<T>> List<T>(Gen<T> item) => Gen.Choose(0, 3).SelectMany(count => item.ListOf(count)).Select(items => items.ToList());

        private static Gen<IEnumerable<KeyValuePair<string, JsonNode?>>> Members(Gen<JsonNode?> value) =>
            List(Gen.Elements(Names).SelectMany(name => value.Select(each => Keyword(name, each)))).Select(members => members.DistinctBy(member => member.Key, StringComparer.Ordinal).Select(member => Keyword(member.Key, member.Value)));
    }
}
