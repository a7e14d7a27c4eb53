using System.Text.Json;
using FsCheck;
using FsCheck.Xunit;
using TriggerBridge.Json;
using TriggerBridge.Mapping;

namespace TriggerBridge.Tests.Mapping;

public sealed class InputTemplateTests
{
    [Theory]
    [InlineData("""{"a.$":"$.a"}""", """{"a":"x"}""", """{"a":"x"}""")]
    [InlineData("""{"a.$":"$.a.b[0].c"}""", """{"a":{"b":[{"c":7},{"c":8}]}}""", """{"a":7}""")]
    [InlineData("""{"a.$":"$.a[-1]"}""", """{"a":[1,2]}""", """{"a":2}""")]
    [InlineData("""{"a.$":"$['a b'][\"c\"]"}""", """{"a b":{"c":true}}""", """{"a":true}""")]
    [InlineData("""{"a.$":"$"}""", """{"x":1}""", """{"a":{"x":1}}""")]
    [InlineData("""{"a.$":"$.a"}""", """{"a":null}""", """{"a":null}""")]
    [InlineData("""{"a.$?":"$.a"}""", """{"a":null}""", """{"a":null}""")]
    [InlineData("""{"a.$?":"$.a","b":1}""", """{}""", """{"b":1}""")]
    [InlineData("""{"b":1,"a.$?":"$.x.y.z"}""", """{"x":[]}""", """{"b":1}""")]
    [InlineData("""{"a.$?":"$.a"}""", """{"a":"x"}""", """{"a":"x"}""")]
    [InlineData("""{"a":{"b":[{"c.$":"$.c"},"{{$.c}}!",null,2.50]}}""", """{"c":"x"}""", """{"a":{"b":[{"c":"x"},"x!",null,2.50]}}""")]
    [InlineData("""{"a":"removed by {{$.u}} ({{$.n}}, {{$.o}}, {{$.z}})"}""", """{"u":"ann","n":1.0,"o":{"x":[1]},"z":null}""", """{"a":"removed by ann (1.0, {\"x\":[1]}, null)"}""")]
    [InlineData("""{"a.$$":"$.a"}""", """{"a":1}""", """{"a.$":"$.a"}""")]
    [InlineData("""{"$.a":"$.a","b":"} {"}""", """{}""", """{"$.a":"$.a","b":"} {"}""")]
    [InlineData("""{}""", """[]""", """{}""")]
    public void Template_gives_input(string template, string json, string expected) => Assert.Equal(expected, Events.Map(template, json));

    [Theory]
    [InlineData("123456789012345678901234567890.10")]
    [InlineData("1E+400")]
    [InlineData("-0")]
    [InlineData("""
        "\u00e9\/\ud83e\udd8a"
        """)]
    [InlineData("""
        {"b" : 1, "a":2, "a":3}
        """)]
    public void Values_stay_as_the_sender_wrote_them(string value) =>
        Assert.Equal($$"""{"v":{{value.Trim()}}}""", Events.Map("""{"v.$":"$.v"}""", $$"""{"v":{{value}}}"""));

    [Fact]
    public void Context_is_at_hand() =>
        Assert.Equal(
            """{"h":"72d3162e","q":"test","d":"d1","r":"2026-05-17T12:30:00Z","b":"leavers","t":"organization","s":"say \"hi\""}""",
            Events.Map(
                """
                {"h.$":"$$.headers['x-github-delivery']","q.$":"$$.query.env","d.$":"$$.delivery.id","r.$":"$$.delivery.receivedAt",
                 "b.$":"$$.bridge.name","t.$":"$$.event.type","s.$":"$$.headers['x-quoted']"}
                """,
                "{}"));

    [Theory]
    [InlineData("""{"a.$":"$.membership.user.login"}""", "$.membership.user.login was not found in the event")]
    [InlineData("""{"a":[{"b":"by {{$.x[3]}}"}]}""", "$.x[3] was not found in the event")]
    [InlineData("""{"a.$":"$$.headers['x-other']"}""", "$$.headers['x-other'] was not found in the request")]
    public void What_is_missing_is_named(string template, string reason) =>
        Assert.Equal(reason, Events.ReasonOfFailure(template, """{"membership":{"user":"ann"},"x":[1,2,3]}"""));

    [Fact]
    public void Event_of_64_levels_is_mapped_and_deeper_is_not()
    {
        const string template = """{"a":1}""";
        static string Nested(int levels) => new string('[', levels) + new string(']', levels);

        Assert.Equal(template, Events.Map(template, Nested(64)));
        Assert.Equal("the event is nested deeper than 64 levels", Events.ReasonOfFailure(template, Nested(65)));
        Assert.Equal("the event is nested deeper than 64 levels", Events.ReasonOfFailure(template, Nested(1024)));
    }

    [Fact]
    public void All_problems_are_found_at_once_and_say_where()
    {
        var problems = new List<DocumentProblem>();

        InputTemplate.Compile(
            JsonElement.Parse("""{"a.$":"x","b":[{"c d":"{{$.}}"}],"e.$":5,"f":1,"f.$":"$.f","g.$":"$$.header.x",".$":"$.a","h":"{{$.h"}"""),
            "$.input",
            problems);

        Assert.Equal(
            [
                "$.input['a.$']: position 1: 'x' is neither a path nor a function: write $.x for a value of the event",
                "$.input.b[0]['c d']: position 5: expected a name or * after '.', found '}'",
                "$.input['e.$']: a key that ends in .$ takes a path, such as \"$.user.login\"; for a literal value leave the .$ out",
                "$.input['f.$']: 'f' is written a second time: keep one of the keys",
                "$.input['g.$']: position 1: expected $$.headers['name'], $$.query['name'], $$.envelope, $$.delivery.id, $$.delivery.receivedAt, $$.event.type, $$.bridge.name",
                "$.input['.$']: a name is expected before .$",
                "$.input.h: position 6: expected '.', '[' or }} after $.h",
            ],
            problems.Select(problem => $"{problem.Path}: {problem.Problem}"));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"{{$.a}}\"")]
    [InlineData("1")]
    public void Input_is_an_object(string template)
    {
        var problems = new List<DocumentProblem>();
        InputTemplate.Compile(JsonElement.Parse(template), "$.input", problems);
        Assert.Equal("$.input", Assert.Single(problems).Path);
    }

    [Property]
    public bool Any_text_comes_through_both_ways(NonNull<string> text)
    {
        var value = text.Get.IsNormalizable() ? text.Get : "";
        var json = JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { ["v"] = value });

        var mapped = JsonElement.Parse(Events.Map("""{"a.$":"$.v","b":"<{{$.v}}>"}""", json));

        return mapped.GetProperty("a").GetString() == value && mapped.GetProperty("b").GetString() == $"<{value}>";
    }
}
