using TriggerBridge.SailPoint.Api;

namespace TriggerBridge.Tests.SailPoint.Api;

public sealed class IscFilterTests
{
    private static readonly DateTimeOffset Time = new(2026, 3, 14, 9, 26, 53, 589, TimeSpan.FromHours(1));

    [Fact]
    public void Comparisons_are_written_as_ISC_reads_them()
    {
        Assert.Equal("status eq \"Failed\"", IscFilter.Eq("status", "Failed").ToString());
        Assert.Equal("enabled eq true", IscFilter.Eq("enabled", value: true).ToString());
        Assert.Equal("count eq 3", IscFilter.Eq("count", 3).ToString());
        Assert.Equal("start_time ge \"2026-03-14T08:26:53.589Z\"", IscFilter.Ge("start_time", Time).ToString());
        Assert.Equal("id in (\"a\", \"b\")", IscFilter.In("id", "a", "b").ToString());
        Assert.Equal("pr email", IscFilter.Pr("email").ToString());
        Assert.Equal("not (name sw \"x\")", IscFilter.Sw("name", "x").Not().ToString());
    }

    [Fact]
    public void Values_are_escaped() =>
        Assert.Equal("""name eq "a \"b\" \\ c" """.TrimEnd(), IscFilter.Eq("name", """a "b" \ c""").ToString());

    [Theory]
    [InlineData("")]
    [InlineData("name eq \"x\" or id")]
    [InlineData("a b")]
    public void Name_of_a_field_is_no_way_in(string field) => Assert.Throws<ArgumentException>(() => IscFilter.Eq(field, "x"));

    [Fact]
    public void Parentheses_stand_where_they_say_something()
    {
        var (a, b, c) = (IscFilter.Eq("a", 1), IscFilter.Eq("b", 2), IscFilter.Eq("c", 3));

        Assert.Equal("a eq 1 and b eq 2 and c eq 3", a.And(b).And(c).ToString());
        Assert.Equal("(a eq 1 or b eq 2) and c eq 3", a.Or(b).And(c).ToString());
        Assert.Equal("c eq 3 or (a eq 1 and b eq 2)", c.Or(a.And(b)).ToString());
    }
}
