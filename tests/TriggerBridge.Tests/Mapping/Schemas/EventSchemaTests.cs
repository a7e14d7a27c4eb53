namespace TriggerBridge.Tests.Mapping.Schemas;

public sealed class EventSchemaTests
{
    [Theory]
    [InlineData("""{"type":"string"}""", "1", "$: expected text, got a number")]
    [InlineData("""{"type":["integer","null"]}""", "1.5", "$: expected a whole number or null, got a number")]
    [InlineData("""{"properties":{"user":{"properties":{"email":{"type":"string"}}}}}""", """{"user":{"email":1}}""", "$.user.email: expected text, got a number")]
    [InlineData("""{"items":{"type":"boolean"}}""", """[true,"secret"]""", "$[1]: expected true or false, got text")]
    [InlineData("""{"required":["id","user name"]}""", "{}", "$.id: is missing; $['user name']: is missing")]
    [InlineData("""{"enum":["a","b","c"]}""", "\"secret\"", "$: is none of the 3 values that are allowed")]
    [InlineData("""{"const":{"a":1}}""", "\"secret\"", "$: is not the one value that is allowed")]
    [InlineData("""{"minimum":5}""", "4", "$: is less than 5")]
    [InlineData("""{"exclusiveMaximum":5}""", "5", "$: is not less than 5")]
    [InlineData("""{"multipleOf":0.01}""", "1.005", "$: is not a multiple of 0.01")]
    [InlineData("""{"minLength":3}""", "\"ab\"", "$: has fewer than 3 characters")]
    [InlineData("""{"maxLength":1}""", "\"👋👋\"", "$: has more than 1 characters")]
    [InlineData("""{"pattern":"^[0-9]+$"}""", "\"secret\"", "$: does not fit the pattern ^[0-9]+$")]
    [InlineData("""{"format":"email"}""", "\"secret\"", "$: expected an e-mail address, got other text")]
    [InlineData("""{"uniqueItems":true}""", """[{"a":1,"b":2},{"b":2.0,"a":1}]""", "$: has two items that are equal")]
    [InlineData("""{"contains":{"const":1}}""", "[2]", "$: has no item of the kind that is expected")]
    [InlineData("""{"properties":{"a":{}},"additionalProperties":false}""", """{"a":1,"b":2}""", "$.b: is not expected")]
    [InlineData("""{"propertyNames":{"maxLength":1}}""", """{"ab":2}""", "$.ab: has a name that is not expected")]
    [InlineData("""{"dependentRequired":{"a":["b"]}}""", """{"a":2}""", "$.b: is missing, and goes with 'a'")]
    [InlineData("""{"anyOf":[{"type":"null"},{"type":"object"}]}""", "1", "$: fits none of the 2 schemas of anyOf")]
    [InlineData("""{"oneOf":[true,true]}""", "1", "$: fits 2 schemas of oneOf, and only one is allowed")]
    [InlineData("""{"not":{"type":"number"}}""", "1", "$: fits the schema of not")]
    [InlineData("""{"if":{"required":["a"]},"then":{"required":["b"]}}""", """{"a":1}""", "$.b: is missing")]
    [InlineData("""{"allOf":[{"properties":{"a":true}}],"unevaluatedProperties":false}""", """{"a":1,"b":2}""", "$.b: is not expected")]
    public void Reason_names_the_path_and_what_was_expected_but_no_value(string schema, string json, string errors)
    {
        Assert.Equal(errors, LeaverSchema.Errors(schema, json));
        Assert.DoesNotContain("secret", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Event_that_fits_has_no_objection() => Assert.Null(LeaverSchema.Objection("""{"type":"object","required":["a"],"properties":{"a":{"type":"integer"}}}""", """{"a":1.0}"""));

    [Fact]
    public void Whole_reason_names_the_file() =>
        Assert.Equal("the event does not fit schemas/leaver.json: $: expected an object, got a list", LeaverSchema.Objection("""{"type":"object"}""", "[]"));

    [Fact]
    public void Five_errors_are_named_and_more_are_mentioned()
    {
        const string Schema = """{"items":{"type":"null"}}""";
        Assert.Equal("$[0]: expected null, got a number; $[1]: expected null, got a number; $[2]: expected null, got a number; $[3]: expected null, got a number; $[4]: expected null, got a number", LeaverSchema.Errors(Schema, "[1,1,1,1,1]"));
        Assert.EndsWith("$[4]: expected null, got a number; and more", LeaverSchema.Errors(Schema, $"[{string.Join(',', Enumerable.Repeat("1", 10_000))}]"), StringComparison.Ordinal);
    }

    [Fact]
    public void Long_names_of_the_event_are_cut()
    {
        var errors = LeaverSchema.Errors("""{"additionalProperties":false}""", $$"""{"{{new string('x', 100_000)}}":1}""");
        Assert.InRange(errors!.Length, 60, 100);
    }

    [Fact]
    public void Other_files_of_the_folder_may_be_referred_to()
    {
        var schema = LeaverSchema.Compile(
            """{"properties":{"home":{"$ref":"address.json#/$defs/home"},"work":{"$ref":"./address.json#work"}}}""",
            ("schemas/address.json", """{"$defs":{"home":{"$ref":"text.json"},"w":{"$anchor":"work","type":"number"}}}"""),
            ("schemas/text.json", """{"type":"string"}"""));
        Assert.Equal("the event does not fit schemas/leaver.json: $.home: expected text, got a number; $.work: expected a number, got text", schema.Objection(Events.Of("""{"home":1,"work":""}""")));
    }

    [Fact]
    public void Schema_may_refer_to_itself_on_its_way_into_the_event()
    {
        const string Tree = """{"type":"object","properties":{"children":{"type":"array","items":{"$ref":"#"}}}}""";
        Assert.Null(LeaverSchema.Objection(Tree, """{"children":[{"children":[{}]}]}"""));
        Assert.Equal("$.children[0].children[0]: expected an object, got a number", LeaverSchema.Errors(Tree, """{"children":[{"children":[1]}]}"""));
    }

    [Theory]
    [InlineData("a", "b", false)]
    [InlineData("a$", "a\n", false)]
    [InlineData("^\\d+$", "١", false)]
    [InlineData("^[\\w-]+$", "a-b_1", true)]
    [InlineData("^[^\\D]+$", "12", true)]
    [InlineData("^.$", "👋", true)]
    [InlineData("^👋*$", "👋👋", true)]
    [InlineData("^\\p{Letter}+$", "né", true)]
    [InlineData("^(?<year>[0-9]{4})$", "2026", true)]
    [InlineData("^[[]$", "[", true)]
    [InlineData("\\/", "/", true)]
    public void Patterns_mean_what_they_mean_in_JavaScript(string pattern, string text, bool fits) =>
        Assert.Equal(fits, LeaverSchema.Objection(LeaverSchema.Json(new Dictionary<string, string>(StringComparer.Ordinal) { ["pattern"] = pattern }), LeaverSchema.Json(text)) is null);
}
