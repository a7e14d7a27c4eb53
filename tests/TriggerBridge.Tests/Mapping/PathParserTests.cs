using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using TriggerBridge.Mapping;

namespace TriggerBridge.Tests.Mapping;

public sealed class PathParserTests
{
    [Theory]
    [InlineData("$")]
    [InlineData("$.a")]
    [InlineData("$._a1.é")]
    [InlineData("$['a']")]
    [InlineData("$[\"it's\"]['say \"x\"']")]
    [InlineData("$['\\u00e9\\n\\\\\\'']")]
    [InlineData("$[0][-1][2147483647]")]
    [InlineData("$$")]
    [InlineData("$$.headers")]
    [InlineData("$$['headers'][\"x-a\"]")]
    public void Path_is_read(string text) => Assert.Equal(text, Assert.IsType<PathParse.Parsed>(PathParser.Parse(text)).Path.Text);

    [Theory]
    [InlineData("", 1, "expected a path that begins with $")]
    [InlineData("a.b", 1, "expected a path that begins with $")]
    [InlineData("$.", 3, "expected a name after '.', found the end")]
    [InlineData("$.a.", 5, "expected a name after '.', found the end")]
    [InlineData("$.1", 3, "expected a name after '.', found '1'")]
    [InlineData("$a", 2, "expected '.', '[' or the path's end, found 'a'")]
    [InlineData("$.a b", 4, "expected '.', '[' or the path's end, found ' '")]
    [InlineData("$.a-b", 4, "expected a name of letters, digits and '_'; any other goes into brackets: ['a-b'], found '-'")]
    [InlineData("$..a", 3, "expected a name (one value only: no wildcard, no descendants), found '.'")]
    [InlineData("$.*", 3, "expected a name (one value only: no wildcard, no descendants), found '*'")]
    [InlineData("$[*]", 3, "expected a name in quotes or an index such as 0 or -1, found '*'")]
    [InlineData("$[]", 3, "expected a name in quotes or an index such as 0 or -1, found ']'")]
    [InlineData("$[01]", 3, "expected a name in quotes or an index such as 0 or -1, found '0'")]
    [InlineData("$[-0]", 3, "expected a name in quotes or an index such as 0 or -1, found '-'")]
    [InlineData("$[-]", 3, "expected a name in quotes or an index such as 0 or -1, found '-'")]
    [InlineData("$[--1]", 3, "expected a name in quotes or an index such as 0 or -1, found '-'")]
    [InlineData("$[2147483648]", 3, "expected a name in quotes or an index such as 0 or -1, found '2'")]
    [InlineData("$[0", 4, "expected ']' (one name or index only), found the end")]
    [InlineData("$[0,1]", 4, "expected ']' (one name or index only), found ','")]
    [InlineData("$['a'", 6, "expected ']' (one name or index only), found the end")]
    [InlineData("$['a", 5, "expected a closing ', found the end")]
    [InlineData("$['\\x']", 4, "expected one of the escapes \\b \\f \\n \\r \\t \\/ \\\\ \\u0000 or the escaped quote, found '\\'")]
    [InlineData("$['\\u00']", 4, "expected one of the escapes \\b \\f \\n \\r \\t \\/ \\\\ \\u0000 or the escaped quote, found '\\'")]
    [InlineData("$$.headers['X-A']", 1, "names are in lower case here: 'x-a'")]
    public void Problem_says_where_and_what_was_expected(string text, int position, string problem) =>
        Assert.Equal(new PathParse.Invalid(position, problem), PathParser.Parse(text));

    [Theory]
    [InlineData("$$.nothing")]
    [InlineData("$$.delivery")]
    [InlineData("$$.delivery.other")]
    [InlineData("$$.headers.a.b")]
    [InlineData("$$.query[0]")]
    [InlineData("$$[0]")]
    public void Wrong_path_into_the_context_is_found_at_start(string text) =>
        Assert.StartsWith("expected $$.headers['name']", Assert.IsType<PathParse.Invalid>(PathParser.Parse(text)).Problem, StringComparison.Ordinal);

    [Fact]
    public void Location_of_any_member_is_a_path_that_finds_it() => Prop.ForAll<NonNull<string>>(text =>
    {
        var name = text.Get.IsNormalizable() ? text.Get : "";
        var json = JsonSerializer.Serialize(new Dictionary<string, int>(StringComparer.Ordinal) { [name] = 7 });
        var path = Assert.IsType<PathParse.Parsed>(PathParser.Parse(JsonLocation.Member("$", name))).Path;

        return path.TryFind(Events.Of(json), out var value) && value.GetInt32() == 7;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_is_read_or_refused() => Prop.ForAll<NonNull<string>>(text =>
        PathParser.Parse("$" + text.Get) switch
        {
            PathParse.Parsed parsed => parsed.End == text.Get.Length + 1,
            PathParse.Invalid invalid => invalid.Position >= 1 && invalid.Position <= text.Get.Length + 2,
            _ => false,
        }).QuickCheckThrowOnFailure();
}
