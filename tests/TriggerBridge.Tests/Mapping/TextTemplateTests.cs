using TriggerBridge.Json;
using TriggerBridge.Mapping;

namespace TriggerBridge.Tests.Mapping;

public sealed class TextTemplateTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("{{$.id}}", "7")]
    [InlineData("{{$.id}}{{$.name}}", "7é\"🦊")]
    [InlineData("a {{$['}}']}} b", "a braces b")]
    [InlineData("{ {$.id} }", "{ {$.id} }")]
    [InlineData("{{$$.bridge.name}}/{{$.list}}", "leavers/[1, 2]")]
    public void Paths_are_replaced_by_what_they_find(string template, string expected) =>
        Assert.Equal(
            new TextResult.Found(expected),
            Compile(template).Render(Events.Of("""{"id":7,"name":"\u00e9\"🦊","}}":"braces","list":[1, 2],"none":null}""")));

    [Fact]
    public void Path_that_finds_nothing_is_named() =>
        Assert.Equal(new TextResult.Missing("$.b was not found in the event"), Compile("{{$.a}}{{$.b}}").Render(Events.Of("""{"a":1}""")));

    [Fact]
    public void Null_is_a_text_but_no_id()
    {
        var context = Events.Of("""{"id":null}""");

        Assert.Equal(new TextResult.Found("null"), Compile("{{$.id}}").Render(context));
        Assert.Equal(new TextResult.Missing("$.id was not found in the event"), Compile("{{$.id}}").Render(context, nullIsMissing: true));
    }

    [Theory]
    [InlineData("{{", "position 3: expected a path that begins with $, such as $.user.login, or a function such as lower($.user.login), found the end")]
    [InlineData("{{name}}", "position 3: 'name' is neither a path nor a function: write $.name for a value of the event")]
    [InlineData("by {{$.a}", "position 9: expected '.', '[' or }} after $.a")]
    [InlineData("by {{$.a }}", "position 9: expected '.', '[' or }} after $.a")]
    [InlineData("{{$.a}} {{$[}}", "position 13: expected a name in quotes, an index such as 0 or -1, a slice such as 0:2, * or ?, found '}'")]
    public void Problem_says_where(string template, string problem)
    {
        var problems = new List<DocumentProblem>();
        TextTemplate.Compile(template, "$.x", problems);
        Assert.Equal(new DocumentProblem("$.x", problem), Assert.Single(problems));
    }

    private static TextTemplate Compile(string template)
    {
        var problems = new List<DocumentProblem>();
        var compiled = TextTemplate.Compile(template, "$", problems);
        Assert.Empty(problems);
        return compiled;
    }
}
