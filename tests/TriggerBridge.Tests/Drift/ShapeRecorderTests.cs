using System.Globalization;
using System.Text.Json;
using TriggerBridge.Drift;

namespace TriggerBridge.Tests.Drift;

/// <summary>What is counted of an event, and what is not.</summary>
public sealed class ShapeRecorderTests
{
    [Fact]
    public void Paths_are_counted_with_their_types_and_all_items_are_one()
    {
        var shape = Shapes.Of("""{"a":1,"b":[{"c":"x"},{"c":null}]}""", """{"a":"1","b":[]}""");

        Assert.Equal(["$", "$.a", "$.b", "$.b[*]", "$.b[*].c"], Shapes.PathsOf(shape));
        Assert.Equal((2, 4), (shape.Events, shape.Paths));
        Assert.Equal([(JsonValueKind.Number, 1), (JsonValueKind.String, 1)], shape.Root.Members!["a"].Kinds.Select(kind => (kind.Kind, kind.Count)));
        Assert.Equal([(JsonValueKind.String, 1), (JsonValueKind.Null, 1)], shape.Root.Members["b"].Items!.Members!["c"].Kinds.Select(kind => (kind.Kind, kind.Count)));
    }

    [Fact]
    public void True_and_false_are_one_type()
    {
        var kind = Assert.Single(Shapes.Of("""{"a":true}""", """{"a":false}""").Root.Members!["a"].Kinds);

        Assert.Equal((JsonValueKind.True, 2), (kind.Kind, kind.Count));
    }

    [Fact]
    public void A_member_that_some_items_lack_is_not_complete()
    {
        var items = Shapes.Of("""{"b":[{"c":1},{"c":2}]}""", """{"b":[{"c":1},{}]}""").Root.Members!["b"].Items!;

        Assert.Equal((2, 2, 1), (items.Objects, items.Members!["c"].Seen, items.Members["c"].Complete));
    }

    [Theory]
    [InlineData("anna@example.com")]
    [InlineData("2026-11-30")]
    [InlineData("2026-11-30T12:00:00Z")]
    [InlineData("4711")]
    [InlineData("10.1.2.3")]
    [InlineData("00u1a2b3c4d5e6f7g8h9")]
    [InlineData("c17bea3a-574d-453c-9e04-4365fbf5af0b")]
    [InlineData("deadbeefcafe1234")]
    [InlineData("")]
    public void Names_that_are_data_are_not_kept(string name) =>
        Assert.Equal(["$", "$.byKey", "$.byKey.*", "$.byKey.*.n"], Shapes.PathsOf(Shapes.Of($$$$"""{"byKey":{"{{{{name}}}}":{"n":1}}}""")));

    [Theory]
    [InlineData("customfield_10050")]
    [InlineData("@timestamp")]
    [InlineData("First Name")]
    [InlineData("addressLine2")]
    [InlineData("http://schemas.example.com/claims/upn")]
    [InlineData("größe")]
    public void Names_of_fields_are_kept(string name) =>
        Assert.Contains(name, Shapes.Of(JsonSerializer.Serialize(new Dictionary<string, int> { [name] = 1 })).Root.Members!.Keys);

    [Fact]
    public void An_object_with_very_many_members_is_a_map()
    {
        var members = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"\"{Letters(i)}\":{{\"n\":{i}}}"));

        var shape = Shapes.Of("""{"id":1,"byName":{}}""", $$$$"""{"id":1,"byName":{{{{{members}}}}}}""");

        Assert.Equal(["$", "$.byName", "$.byName.*", "$.byName.*.n", "$.id"], Shapes.PathsOf(shape));
        Assert.Equal((2, 0), (shape.Events, shape.PassedOver));
    }

    [Fact]
    public void An_object_whose_members_come_rarely_is_a_map()
    {
        var shape = Shapes.Of(Enumerable.Range(0, 60).Select(i => $$$"""{"logins":{"{{{Letters(i)}}}":true}}"""));

        Assert.Equal(["$", "$.logins", "$.logins.*"], Shapes.PathsOf(shape));
    }

    [Fact]
    public void Many_members_that_always_come_are_fields()
    {
        var members = string.Join(',', Enumerable.Range(0, 400).Select(i => $"\"{Letters(i)}\":1"));

        Assert.Equal(400, Shapes.Times(60, $"{{{members}}}").Root.Members!.Count);
    }

    [Fact]
    public void Ten_thousand_different_names_leave_few_paths()
    {
        var shape = Shapes.Merged(Enumerable.Range(0, 10).Select(part =>
            Shapes.Of(Enumerable.Range(part * 1000, 1000).Select(i => $$$"""{"id":1,"{{{Letters(i)}}}":{"{{{Letters(i + 7)}}}":[{"x":1}]}}"""))));

        Assert.True(shape.Paths < 50, shape.Paths.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(10_000, shape.Events);
    }

    [Fact]
    public void What_is_deep_is_looked_at_down_to_a_level()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 60)) + "1" + new string('}', 60);

        Assert.Equal(ShapeRecorder.MostDepth, Shapes.Of(deep).Paths);
    }

    [Fact]
    public void Huge_names_are_not_kept()
    {
        var shape = Shapes.Of($$"""{"{{new string('n', 1_000_000)}}":1}""");

        Assert.Equal(["$", "$.*"], Shapes.PathsOf(shape));
    }

    [Fact]
    public void An_event_with_too_many_paths_is_passed_over_as_if_it_had_not_come()
    {
        // A hundred objects of a hundred members each.
        var large = $"{{{string.Join(',', Enumerable.Range(0, 100).Select(i => $"\"{Letters(i)}\":{{{string.Join(',', Enumerable.Range(0, 100).Select(j => $"\"{Letters(j)}\":1"))}}}"))}}}";

        var shape = Shapes.Of("""{"a":1}""", large, """{"a":1}""");

        Assert.Equal((2, 1, 1), (shape.Events, shape.PassedOver, shape.Paths));
        Assert.Equal(["$", "$.a"], Shapes.PathsOf(shape));
    }

    [Fact]
    public void An_event_with_too_many_values_is_passed_over()
    {
        var rows = string.Join(',', Enumerable.Repeat($"[{string.Join(',', Enumerable.Repeat($"[{string.Join(',', Enumerable.Repeat("1", 100))}]", 100))}]", 100));

        var shape = Shapes.Of($$"""{"a":[{{rows}}]}""");

        Assert.Equal((0, 1, 0), (shape.Events, shape.PassedOver, shape.Paths));
    }

    // A name of letters only.
    private static string Letters(int number) => "k" + string.Concat(number.ToString("D5", CultureInfo.InvariantCulture).Select(digit => (char)('a' + (digit - '0'))));
}
