using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.Mapping.JsonPath.Functions;

namespace TriggerBridge.Tests.Mapping.JsonPath;

public sealed class FunctionTests
{
    private const string Nothing = "";

    [Theory]
    [InlineData("length($.emoji)", "2")]
    [InlineData("length($.n)", Nothing)]
    [InlineData("value($.l[*])", Nothing)]
    [InlineData("default($.x, $.n)", "7")]
    [InlineData("default($.null, 'x')", "null")]
    [InlineData("default(upper($.n), lower('ABC'))", "\"abc\"")]
    [InlineData("split('a,b,', ',')", """["a","b",""]""")]
    [InlineData("split($.n, ',')", Nothing)]
    [InlineData("split('a', '')", Nothing)]
    [InlineData("join(split('a,b', ','), '-')", "\"a-b\"")]
    [InlineData("join($.l, '')", "\"12\"")]
    [InlineData("join($.none[*], ',')", "\"\"")]
    [InlineData("join($.text, ',')", Nothing)]
    [InlineData("concat($.text, $.x)", Nothing)]
    [InlineData("concat($.text, 1.50, true, null)", "\"Text1.50truenull\"")]
    [InlineData("toNumber('1e3')", "1e3")]
    [InlineData("toNumber($.n)", "7")]
    [InlineData("toNumber('07')", Nothing)]
    [InlineData("toNumber('1 2')", Nothing)]
    [InlineData("toNumber('NaN')", Nothing)]
    [InlineData("toText($.l[*])", "\"[1,2]\"")]
    [InlineData("toText(count($.l[*]))", "\"2\"")]
    [InlineData("formatDate('2026-05-17', 'dd/MM')", "\"17/05\"")]
    [InlineData("formatDate('2026-05-17 23:30:00', 'HH:mm', 'America/New_York')", "\"19:30\"")]
    [InlineData("formatDate('Sun, 17 May 2026 12:30:00 GMT', 'yyyyMMdd')", "\"20260517\"")]
    [InlineData("formatDate('1779021000.000200', 'HH:mm')", "\"12:30\"")]
    [InlineData("formatDate(1779021000123, 'ss.fff')", "\"00.123\"")]
    [InlineData("formatDate('2026-05-17T12:30:00+02:00', 'HH:mm K')", "\"10:30 Z\"")]
    [InlineData("formatDate('17.5.2026', 'yyyy')", Nothing)]
    [InlineData("formatDate('12:30', 'yyyy')", Nothing)]
    [InlineData("formatDate(1e300, 'yyyy')", Nothing)]
    [InlineData("formatDate(now(), 'yyyy')", "\"2026\"")]
    [InlineData("$.l[?toText(@) == '2']", "[2]")]
    public void Function_gives(string call, string expected)
    {
        const string json = """{"text":"Text","n":7,"l":[1,2],"null":null,"emoji":"a😀"}""";
        Assert.Equal(expected.Length == 0 ? "{}" : $$"""{"v":{{expected}}}""", Events.Map($$"""{"v.$?":"{{call}}"}""", json));
    }

    [Theory]
    [InlineData("9007199254740993 == 9007199254740992", false)]
    [InlineData("9007199254740993 > 9007199254740992", true)]
    [InlineData("1.0 == 1", true)]
    [InlineData("-0 == 0", true)]
    [InlineData("1e2 == 100", true)]
    [InlineData("length('ab') == 2.0", true)]
    [InlineData("length('ab') < 2.5", true)]
    [InlineData("'\\uffff' < '😀'", true)]
    [InlineData("$.x == $.y", true)]
    [InlineData("$.x <= $.y", true)]
    [InlineData("$.x == null", false)]
    [InlineData("true == true && !(true == false)", true)]
    [InlineData("split('a,b', ',') == $.list", true)]
    [InlineData("$.o == $.p", true)]
    public void Comparison_is_by_value(string condition, bool holds)
    {
        var filter = Assert.IsType<PathParse.Condition>(
            PathParser.ParseCondition(condition, PathLanguages.Bridge));

        Assert.Equal(holds, filter.Expression.Test(Events.Of("""{"list":["a","b"],"o":{"a":1,"b":[2]},"p":{"b":[2.0],"a":1}}"""), default));
    }
}
