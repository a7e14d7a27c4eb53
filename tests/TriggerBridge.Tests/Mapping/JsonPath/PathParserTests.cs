using System.Text.Json;
using FsCheck;
using FsCheck.Xunit;
using TriggerBridge.Json;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.Mapping.JsonPath.Functions;

namespace TriggerBridge.Tests.Mapping.JsonPath;

public sealed class PathParserTests
{
    [Theory]
    [InlineData("$")]
    [InlineData("$.a")]
    [InlineData("$._a1.é")]
    [InlineData("$['a']")]
    [InlineData("$[\"it's\"]['say \"x\"']")]
    [InlineData("$['\\u00e9\\n\\\\\\'']")]
    [InlineData("$[0][-1][9007199254740991]")]
    [InlineData("$$")]
    [InlineData("$$.headers")]
    [InlineData("$$['headers'][\"x-a\"]")]
    public void Path_is_read(string text) => Assert.Equal(text, Assert.IsType<PathParse.Parsed>(PathParser.Parse(text, PathLanguages.Bridge)).Path.Text);

    [Theory]
    [InlineData("", 1, "expected a path that begins with $, such as $.user.login, or a function such as lower($.user.login), found the end")]
    [InlineData("A.b", 1, "expected a path that begins with $, such as $.user.login, or a function such as lower($.user.login), found 'A'")]
    [InlineData("user.loginName", 1, "'user.loginName' is neither a path nor a function: write $.user.loginName for a value of the event")]
    [InlineData("lower", 6, "expected '(' after the function's name lower, found the end")]
    [InlineData("$.", 3, "expected a name or * after '.', found the end")]
    [InlineData("$.a.", 5, "expected a name or * after '.', found the end")]
    [InlineData("$.1", 3, "expected a name or * after '.', found '1'")]
    [InlineData("$..", 4, "expected a name or * after '..', found the end")]
    [InlineData("$a", 2, "expected '.', '[' or the path's end, found 'a'")]
    [InlineData("$.a b", 4, "expected '.', '[' or the path's end, found ' '")]
    [InlineData("$.a-b", 4, "expected a name of letters, digits and '_'; any other goes into brackets: ['a-b'], found '-'")]
    [InlineData("$[]", 3, "expected a name in quotes, an index such as 0 or -1, a slice such as 0:2, * or ?, found ']'")]
    [InlineData("$[01]", 3, "expected an integer such as 0 or -1, without leading zeros and within 53 bits, found '0'")]
    [InlineData("$[-0]", 3, "expected an integer such as 0 or -1, without leading zeros and within 53 bits, found '-'")]
    [InlineData("$[-]", 3, "expected an integer such as 0 or -1, without leading zeros and within 53 bits, found '-'")]
    [InlineData("$[9007199254740992]", 3, "expected an integer such as 0 or -1, without leading zeros and within 53 bits, found '9'")]
    [InlineData("$[0", 4, "expected ',' or ']', found the end")]
    [InlineData("$['a'", 6, "expected ',' or ']', found the end")]
    [InlineData("$[?]", 4, "expected a path, a function, a text in quotes, a number, true, false or null, found ']'")]
    [InlineData("$[?@.a == ]", 11, "expected a path, a function, a text in quotes, a number, true, false or null, found ']'")]
    [InlineData("$[?@.a = 1]", 8, "use == to compare")]
    [InlineData("$[?name == 'x']", 4, "'name' is neither a path nor a function: write @.name for a value of the item, or 'name' in quotes for a text")]
    [InlineData("$[?1]", 5, "expected a comparison: this alone is neither true nor false")]
    [InlineData("$[?(@.a]", 8, "expected &&, || or ')', found ']'")]
    [InlineData("$[?@.* == 1]", 4, "@.* may find more than one value, which cannot be compared: use value() or count()")]
    [InlineData("$[?!@.a == 1]", 5, "'!' stands before a path, a function or parentheses: put the comparison into parentheses")]
    [InlineData("$[?match(@.a, 'b') == true]", 4, "this is true or false by itself and cannot be compared")]
    [InlineData("$[?lengh(@.a) > 1]", 4, "there is no function 'lengh'; the functions are concat, count, default, formatDate, join, length, lookup, lower, match, now, search, split, toNumber, toText, trim, upper, value")]
    [InlineData("$[?length(@.a, 1) > 1]", 4, "length takes 1 argument, found 2")]
    [InlineData("$[?length(@.*) > 1]", 11, "length takes one value here: a path that finds one at most, a literal, or a function that gives a value")]
    [InlineData("$[?count(1) > 1]", 10, "count takes a path here")]
    [InlineData("$[?match(@.a, '[')]", 4, "the regular expression has, at position 2, a class without its ']'")]
    [InlineData("$[?match(@.a, '\\\\d')]", 4, "the regular expression has, at position 3, \\d, which I-Regexp does not know (for digits write [0-9])")]
    [InlineData("lookup('x', $.a)", 1, "there is no table 'x': write it under $.tables")]
    [InlineData("formatDate($.a, 'x')", 1, "formatDate takes a format in quotes, such as 'yyyy-MM-dd' or 'yyyy-MM-ddTHH:mm:ssK'")]
    [InlineData("formatDate($.a, 'yyyy', 'Mars/North')", 1, "formatDate takes a time zone in quotes, such as 'Europe/Berlin', that this machine knows")]
    [InlineData("upper(@.a)", 7, "'@' has a meaning inside [?…] only: the event is '$'")]
    [InlineData("$['a", 5, "expected a closing ', found the end")]
    [InlineData("$['\\x']", 4, "expected one of the escapes \\b \\f \\n \\r \\t \\/ \\\\ \\u0000 or the escaped quote, found '\\'")]
    [InlineData("$['\\u00']", 4, "expected one of the escapes \\b \\f \\n \\r \\t \\/ \\\\ \\u0000 or the escaped quote, found '\\'")]
    [InlineData("$$.headers['X-A']", 1, "names are in lower case here: 'x-a'")]
    public void Problem_says_where_and_what_was_expected(string text, int position, string problem) =>
        Assert.Equal(new PathParse.Invalid(position, problem), PathParser.Parse(text, PathLanguages.Bridge));

    [Theory]
    [InlineData("$$.nothing")]
    [InlineData("$$.delivery")]
    [InlineData("$$.delivery.other")]
    [InlineData("$$.headers.a.b")]
    [InlineData("$$.query[0]")]
    [InlineData("$$.delivery.*")]
    [InlineData("$.a[?@.b == $$.x]")]
    [InlineData("$$[0]")]
    public void Wrong_path_into_the_context_is_found_at_start(string text) =>
        Assert.StartsWith("expected $$.headers['name']", Assert.IsType<PathParse.Invalid>(PathParser.Parse(text, PathLanguages.Bridge)).Problem, StringComparison.Ordinal);

    [Property]
    public bool Location_of_any_member_is_a_path_that_finds_it(NonNull<string> text)
    {
        var name = text.Get.IsNormalizable() ? text.Get : "";
        var json = JsonSerializer.Serialize(new Dictionary<string, int>(StringComparer.Ordinal) { [name] = 7 });
        var path = Assert.IsType<PathParse.Parsed>(PathParser.Parse(JsonLocation.Member("$", name), PathLanguages.Bridge)).Path;

        return path.TryFind(Events.Of(json), out var value) && value.ToText() == "7";
    }

    [Property]
    public bool Any_text_is_read_or_refused(NonNull<string> text) =>
        PathParser.Parse("$" + text.Get, PathLanguages.Bridge) switch
        {
            PathParse.Parsed parsed => parsed.End == text.Get.Length + 1,
            PathParse.Invalid invalid => invalid.Position >= 1 && invalid.Position <= text.Get.Length + 2,
            _ => false,
        };
}
