using System.Text;
using TriggerBridge.Mapping;
using TriggerBridge.Mapping.JsonPath.Functions;

namespace TriggerBridge.Tests.Mapping;

/// <summary>What an event may cost is bounded in nodes, which is counted here, and not in time, which a busy machine decides.</summary>
public sealed class HostileEventTests
{
    private const string TooMuch = "the bridge's paths look at more than 1,000,000 values of the event";

    [Theory]
    [InlineData("$..*..*..*")]
    [InlineData("$..[?count(@..*) == count($..*)]")]
    [InlineData("$[*][?count($..*) > 0]")]
    [InlineData("join($..*..*, '')")]
    public void Paths_that_explode_stop_with_a_plain_reason(string path)
    {
        var wide = "[" + string.Join(',', Enumerable.Repeat("[[1],[2],[3]]", 40_000)) + "]";
        Assert.Equal(TooMuch, Events.ReasonOfFailure($$"""{"a.$":"{{path}}"}""", wide));
    }

    [Fact]
    public void One_budget_serves_all_paths_of_an_event()
    {
        var context = Events.Of("[" + string.Join(',', Enumerable.Repeat("1", 300_000)) + "]");
        var template = Events.Compile("""{"a.$":"count($[*])","b.$":"count($[*])","c.$":"count($[*])"}""");

        Assert.IsType<MappingResult.Mapped>(template.Map(context));
        Assert.Equal(new MappingResult.Failed(TooMuch), template.Map(context with { DeliveryId = "d2" }));
    }

    [Fact]
    public void Long_walks_over_names_are_counted()
    {
        var members = string.Join(',', Enumerable.Range(0, 20_000).Select(n => $"\"n{n}\":{n}"));
        var items = string.Join(',', Enumerable.Repeat("1", 20_000));
        Assert.Equal(TooMuch, Events.ReasonOfFailure("""{"a.$":"$.i[?$.m.n0 == @]"}""", $$$"""{"m":{{{{members}}}},"i":[{{{items}}}]}"""));
    }

    [Fact]
    public void Long_equal_texts_are_counted()
    {
        var text = new string('x', 400_000);
        var items = string.Join(',', Enumerable.Repeat("1", 2_000));
        Assert.Equal(TooMuch, Events.ReasonOfFailure("""{"a.$":"$.i[?$.b == $.c]"}""", $$"""{"b":"{{text}}","c":"{{text}}","i":[{{items}}]}"""));
    }

    [Theory]
    [InlineData("(a+)+b")]
    [InlineData("(a|a)*b")]
    [InlineData("(.*a){20}b")]
    public void Regular_expressions_do_not_backtrack(string pattern)
    {
        var template = $$"""{"a.$":"match($.text, '{{pattern}}')"}""";
        Assert.Equal("""{"a":false}""", Events.Map(template, $$"""{"text":"{{new string('a', 5_000)}}"}"""));
    }

    [Fact]
    public void Patterns_of_an_event_are_counted()
    {
        var items = string.Join(',', Enumerable.Range(0, 1_000).Select(n => $$"""{"t":"aaaa","p":"(a+)+{{n}}"}"""));
        Assert.Equal(TooMuch, Events.ReasonOfFailure("""{"a.$":"$[?match(@.t, @.p)]"}""", $"[{items}]"));
    }

    [Fact]
    public void Descendants_end_at_64_levels()
    {
        var nested = new StringBuilder().Append('[', 200).Append(']', 200).ToString();
        var filter = EventFilter.Compile("$..a", "$.filter", LookupTables.None, []);

        Assert.Equal(new MappingResult.Failed("the event is nested deeper than 64 levels"), filter.Stop(Events.Of(nested)));
    }
}
