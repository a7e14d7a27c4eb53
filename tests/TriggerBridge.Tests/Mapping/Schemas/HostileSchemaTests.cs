using TriggerBridge.Json;
using TriggerBridge.Mapping.Schemas;

namespace TriggerBridge.Tests.Mapping.Schemas;

/// <summary>Schemas that a person got wrong, and events that somebody made to cost much.</summary>
public sealed class HostileSchemaTests
{
    [Theory]
    [InlineData("""{"$ref":"https://example.org/a.json"}""", "schemas/leaver.json $['$ref']: leads out of the folder schemas/: put what it refers to into a file there, and write its name, such as \"address.json#/$defs/street\"")]
    [InlineData("""{"$ref":"../a.json"}""", "leads out of the folder")]
    [InlineData("""{"$ref":"/etc/passwd"}""", "leads out of the folder")]
    [InlineData("""{"$ref":"file:///a.json"}""", "leads out of the folder")]
    [InlineData("""{"$ref":"%2e%2e/a.json"}""", "leads out of the folder")]
    [InlineData("""{"$ref":"parts/a.json"}""", "leads out of the folder")]
    [InlineData("""{"$ref":"a.json"}""", "schemas/a.json: there is no such file")]
    [InlineData("""{"$ref":"#/$defs/a"}""", "nothing is at #/$defs/a in schemas/leaver.json")]
    [InlineData("""{"$ref":"#a"}""", "nothing is at #a")]
    [InlineData("""{"$ref":1}""", "expected a text")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#"}""", "only https://json-schema.org/draft/2020-12/schema is supported")]
    [InlineData("""{"$schema":"https://example.org/mine"}""", "only https://json-schema.org/draft/2020-12/schema is supported")]
    [InlineData("""{"properties":{"a":{"$id":"b"}}}""", "schemas/leaver.json $.properties.a['$id']: is supported at the root only")]
    [InlineData("""{"$dynamicRef":"#a"}""", "is not supported: use $ref")]
    [InlineData("""{"items":[true]}""", "write prefixItems for a list")]
    [InlineData("""{"dependencies":{}}""", "is of an older draft")]
    [InlineData("""{"exclusiveMinimum":true}""", "expected a number")]
    [InlineData("""{"type":"text"}""", "schemas/leaver.json $.type: expected one or more of")]
    [InlineData("""{"type":[]}""", "schemas/leaver.json $.type: expected one or more of")]
    [InlineData("""{"required":"id"}""", "schemas/leaver.json $.required: expected a list of names")]
    [InlineData("""{"properties":[]}""", "schemas/leaver.json $.properties: expected an object")]
    [InlineData("""{"properties":{"a":1}}""", "schemas/leaver.json $.properties.a: expected a schema: an object, or true or false")]
    [InlineData("""{"$defs":{"a":{"minLength":-1}}}""", "schemas/leaver.json $['$defs'].a.minLength: expected a whole number from 0 on")]
    [InlineData("""{"multipleOf":0}""", "schemas/leaver.json $.multipleOf: expected a number above 0")]
    [InlineData("""{"allOf":[]}""", "schemas/leaver.json $.allOf: expected a list of schemas")]
    [InlineData("""{"pattern":"(a"}""", "is not a regular expression")]
    [InlineData("""{"pattern":"(?=a)b"}""", "supported as (?:…) only")]
    [InlineData("""{"pattern":"(?<=a)b"}""", "looks ahead or behind")]
    [InlineData("""{"pattern":"(a)\\1"}""", "refers to a group")]
    [InlineData("""{"pattern":"(a{1000}){1000}"}""", "is too large")]
    [InlineData("""{"patternProperties":{"[":true}}""", "a class without its ']'")]
    [InlineData("[]", "schemas/leaver.json $: expected a schema")]
    [InlineData("{", "bridge $.schema: schemas/leaver.json: not JSON at line 1")]
    [InlineData("", "bridge $.schema: schemas/leaver.json: not JSON: it is empty")]
    public void Wrong_schema_says_what_and_where(string schema, string problem) => Assert.Contains(LeaverSchema.Problems(schema), each => each.Contains(problem, StringComparison.Ordinal));

    [Theory]
    [InlineData("""{"$ref":"#"}""", "$")]
    [InlineData("""{"properties":{"a":{"$ref":"#/$defs/b"}},"$defs":{"b":{"allOf":[{"$ref":"#/$defs/c"}]},"c":{"not":{"$ref":"#/$defs/b"}}}}""", "$['$defs'].")]
    [InlineData("""{"anyOf":[{"type":"string"},{"$ref":"#"}]}""", "$")]
    [InlineData("""{"if":{"$ref":"#"}}""", "$")]
    [InlineData("""{"dependentSchemas":{"a":{"$ref":"#"}}}""", "$")]
    public void Circle_that_never_goes_into_the_event_is_found(string schema, string at)
    {
        var problem = Assert.Single(LeaverSchema.Problems(schema));
        Assert.EndsWith("refers to itself without going into the event, which never ends", problem, StringComparison.Ordinal);
        Assert.StartsWith($"schemas/leaver.json {at}", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Circle_through_two_files_is_found() =>
        Assert.EndsWith("which never ends", Assert.Single(LeaverSchema.Problems("""{"$ref":"b.json"}""", ("schemas/b.json", """{"$ref":"leaver.json"}"""))), StringComparison.Ordinal);

    [Fact]
    public void References_that_double_each_time_are_refused()
    {
        var defs = string.Join(',', Enumerable.Range(0, 60).Select(n => $$"""
            "d{{n}}":{"allOf":[{"$ref":"#/$defs/d{{n + 1}}"},{"$ref":"#/$defs/d{{n + 1}}"}]}
            """));
        Assert.EndsWith("tests one value more than 10,000 times by what it combines: make it simpler", Assert.Single(LeaverSchema.Problems($$"""{"$ref":"#/$defs/d0","$defs":{ {{defs}},"d60":true} }""")), StringComparison.Ordinal);
    }

    [Fact]
    public void References_that_double_on_their_way_into_the_event_end_the_check()
    {
        var json = string.Concat(Enumerable.Repeat("""{"a":""", 60)) + "1" + new string('}', 60);
        Assert.Equal(
            "the event could not be checked against schemas/leaver.json: the check takes more than 1,000,000 steps",
            LeaverSchema.Objection("""{"properties":{"a":{"allOf":[{"$ref":"#"},{"$ref":"#"}]}}}""", json));
    }

    [Fact]
    public void What_must_not_fit_does_not_let_an_event_pass_whose_check_was_given_up()
    {
        var json = string.Concat(Enumerable.Repeat("""{"a":""", 60)) + "1" + new string('}', 60);
        Assert.NotNull(LeaverSchema.Objection("""{"not":{"$ref":"#/$defs/x"},"$defs":{"x":{"required":["z"],"properties":{"a":{"allOf":[{"$ref":"#/$defs/y"}]}}},"y":{"properties":{"a":{"allOf":[{"$ref":"#/$defs/y"},{"$ref":"#/$defs/y"}]}}}},"allOf":[{"$ref":"#/$defs/y"}]}""", json));
    }

    [Fact]
    public void Long_chain_of_references_needs_no_deep_stack()
    {
        var defs = string.Join(',', Enumerable.Range(0, 4_000).Select(n => $$"""
            "d{{n}}":{"$ref":"#/$defs/d{{n + 1}}"}
            """.Trim()));
        Assert.Equal(
            "the event could not be checked against schemas/leaver.json: more than 300 of its schemas are nested in each other for one value",
            LeaverSchema.Objection($$"""{"$ref":"#/$defs/d0","$defs":{ {{defs}},"d4000":true} }""", "1"));
    }

    [Theory]
    [InlineData("^(a+)+$")]
    [InlineData("^(a|a)*$")]
    [InlineData("^(.*a){20}$")]
    public void Pattern_that_explodes_elsewhere_takes_time_in_proportion_to_the_text(string pattern) =>
        Assert.NotNull(LeaverSchema.Objection($$"""{"pattern":"{{pattern}}"}""", $"\"{new string('a', 50_000)}b\""));

    [Fact]
    public void Long_list_is_looked_through_once_for_equal_items() =>
        Assert.Null(LeaverSchema.Objection("""{"uniqueItems":true}""", $"[{string.Join(',', Enumerable.Range(0, 200_000))}]"));

    [Fact]
    public void Many_tests_of_long_texts_are_counted()
    {
        var patterns = string.Join(',', Enumerable.Range(0, 100).Select(n => $"{{\"pattern\":\"b{{{n}}}\"}}"));
        Assert.StartsWith("the event could not be checked", LeaverSchema.Objection($$"""{"items":{"allOf":[{{patterns}}]} }""", $"[{string.Join(',', Enumerable.Repeat($"\"{new string('b', 2_000)}\"", 100))}]"), StringComparison.Ordinal);
    }

    [Fact]
    public void Schema_of_five_megabytes_is_refused() =>
        Assert.Equal("bridge $.schema: schemas/leaver.json: has 5,120 KiB, and a schema may have 256", Assert.Single(LeaverSchema.Problems(new string(' ', 5 * 1024 * 1024))));

    [Fact]
    public void Files_have_a_limit_together()
    {
        var large = $$"""{"description":"{{new string('x', 250 * 1024)}}"}""";
        var problems = LeaverSchema.Problems(
            """{"allOf":[{"$ref":"1.json"},{"$ref":"2.json"},{"$ref":"3.json"},{"$ref":"4.json"},{"$ref":"5.json"}]}""",
            [.. Enumerable.Range(1, 5).Select(n => ($"schemas/{n}.json", large))]);
        Assert.Equal("schemas/leaver.json $.allOf[4]['$ref']: schemas/5.json: with the files before it, it is more than 1024 KiB: make the schema smaller", Assert.Single(problems));
    }

    [Fact]
    public void Schema_deeper_than_events_may_be_is_refused()
    {
        var schema = string.Concat(Enumerable.Repeat("""{"not":""", 70)) + "true" + new string('}', 70);
        Assert.Contains("not JSON", Assert.Single(LeaverSchema.Problems(schema)), StringComparison.Ordinal);
    }

    [Fact]
    public void Many_problems_are_cut() => Assert.Equal(10, LeaverSchema.Problems($$"""{"allOf":[{{string.Join(',', Enumerable.Repeat("1", 5_000))}}]}""").Count);

    [Fact]
    public void Too_many_schemas_or_patterns_are_refused()
    {
        Assert.Contains("consists of more than 20,000 schemas", Assert.Single(LeaverSchema.Problems($$"""{"prefixItems":[{{string.Join(',', Enumerable.Repeat("{}", 30_000))}}]}""")), StringComparison.Ordinal);
        Assert.Contains("is one pattern too many", LeaverSchema.Problems($$"""{"prefixItems":[{{string.Join(',', Enumerable.Repeat("""{"pattern":"a"}""", 600))}}]}""")[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Event_deeper_than_can_be_mapped_is_left_to_the_mapping() =>
        Assert.Null(LeaverSchema.Objection("""{"type":"object"}""", new string('[', 100) + new string(']', 100)));

    [Fact]
    public void Schemas_of_one_name_share_nothing()
    {
        var problems = new List<DocumentProblem>();
        EventSchema Of(string schema) => EventSchema.Compile(LeaverSchema.File, LeaverSchema.Texts((LeaverSchema.File, schema)), "$", problems)!;
        var (first, second) = (Of("""{"$id":"https://example.org/a","type":"string"}"""), Of("""{"$id":"https://example.org/a","type":"number"}"""));
        Assert.Empty(problems);
        Assert.Null(first.Objection(Events.Of("\"a\"")));
        Assert.Null(second.Objection(Events.Of("1")));
    }
}
