using System.Globalization;
using System.Text.Json;
using TriggerBridge.Drift;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Drift;

/// <summary>What counts as a change, and what is said of it.</summary>
public sealed class ShapeMergeTests
{
    private const string User = """{"user":{"login":"a","id":1}}""";
    private const string WithoutLogin = """{"user":{"id":1}}""";

    [Fact]
    public void Events_that_stay_as_they_are_have_not_changed() => Assert.Empty(Shapes.Merged(Shapes.Times(30, User), Shapes.Times(30, User)).Changes);

    [Fact]
    public void A_field_that_is_missing_in_one_event_is_a_change()
    {
        var change = Assert.Single(Shapes.Merged(Shapes.Times(30, User), Shapes.Of(User, WithoutLogin, User)).Changes);

        Assert.Equal("$.user.login is missing in 1 of 3 events since 2026-06-01T12:00:00Z; before, it was in all 30", ChangeText.Of(change));
        Assert.False(change.IsVanished);
    }

    [Fact]
    public void A_field_that_is_in_none_of_ten_events_has_vanished()
    {
        var known = Shapes.Merged(Shapes.Times(30, User), Shapes.Times(4, WithoutLogin));
        Assert.Equal("$.user.login is missing in 4 of 4 events since 2026-06-01T12:00:00Z; before, it was in all 30", ChangeText.Of(Assert.Single(known.Changes)));

        ShapeMerge.Run(known, Shapes.Times(10, WithoutLogin), Sample.Noon);

        var change = Assert.Single(known.Changes);
        Assert.Equal("$.user.login is in none of the last 14 events; before, it was in all 30, the last time 2026-06-01T12:00:00Z", ChangeText.Of(change));
        Assert.True(change.IsVanished);
    }

    [Fact]
    public void A_field_that_was_not_always_there_has_vanished_after_fifty_events()
    {
        var known = Shapes.Merged(Shapes.Of([.. Enumerable.Repeat(User, 95), .. Enumerable.Repeat(WithoutLogin, 5), User]), Shapes.Times(49, WithoutLogin));
        Assert.Empty(known.Changes);

        ShapeMerge.Run(known, Shapes.Of(WithoutLogin), Sample.Noon);

        Assert.Equal("$.user.login is in none of the last 50 events; before, it was in 96 of 101, the last time 2026-06-01T12:00:00Z", ChangeText.Of(Assert.Single(known.Changes)));
    }

    [Fact]
    public void An_optional_field_may_stay_away() =>
        Assert.Empty(Shapes.Merged(Shapes.Of(Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? User : WithoutLogin)), Shapes.Times(200, WithoutLogin)).Changes);

    [Fact]
    public void Of_an_object_that_is_gone_only_itself_is_told() =>
        Assert.Equal(["$.user"], Shapes.Merged(Shapes.Times(30, User), Shapes.Times(12, "{}")).Changes.Select(change => ShapeSteps.TextOf(change.Steps)));

    [Fact]
    public void Of_an_object_that_is_new_only_itself_is_told()
    {
        var change = Assert.Single(Shapes.Merged(Shapes.Times(30, User), Shapes.Of(User, """{"user":{"login":"a","id":1},"org":{"id":1,"name":"x"}}""")).Changes);

        Assert.Equal("$.org is new: it is in 1 of 2 events since 2026-06-01T12:00:00Z, and was in none of 30 before", ChangeText.Of(change));
    }

    [Fact]
    public void A_type_that_comes_beside_another_is_a_change()
    {
        var change = Assert.Single(Shapes.Merged(Shapes.Times(30, User), Shapes.Of(User, """{"user":{"login":null,"id":1}}""")).Changes);

        Assert.Equal("$.user.login is null in 1 of 2 events since 2026-06-01T12:00:00Z; before, it was always a text", ChangeText.Of(change));
    }

    [Fact]
    public void A_type_that_replaces_another_is_told_as_such()
    {
        var change = Assert.Single(Shapes.Merged(Shapes.Times(30, User), Shapes.Times(3, """{"user":{"login":"a","id":"1"}}""")).Changes);

        Assert.Equal("$.user.id is a text in all of 3 events since 2026-06-01T12:00:00Z; before, it was a number", ChangeText.Of(change));
    }

    [Fact]
    public void An_item_without_its_field_is_a_change_although_another_has_it()
    {
        var change = Assert.Single(Shapes.Merged(Shapes.Times(30, """{"items":[{"id":1},{"id":2}]}"""), Shapes.Of("""{"items":[{"id":1},{}]}""")).Changes);

        Assert.Equal("$.items[*].id is missing in 1 of 1 events since 2026-06-01T12:00:00Z; before, it was in all 30", ChangeText.Of(change));
    }

    [Fact]
    public void Before_twenty_events_nobody_knows_what_is_usual() =>
        Assert.Empty(Shapes.Merged(Shapes.Times(19, User), Shapes.Of(WithoutLogin, """{"user":{"id":"1"},"new":1}""")).Changes);

    [Fact]
    public void A_change_is_counted_on_and_found_once()
    {
        var known = Shapes.Merged(Shapes.Times(30, User), Shapes.Of(WithoutLogin), Shapes.Times(20, User), Shapes.Of(WithoutLogin));

        Assert.Equal("$.user.login is missing in 2 of 22 events since 2026-06-01T12:00:00Z; before, it was in all 30", ChangeText.Of(Assert.Single(known.Changes)));
    }

    [Fact]
    public void What_is_accepted_is_usual()
    {
        var known = Shapes.Merged(Shapes.Times(30, User), Shapes.Times(12, WithoutLogin));
        known.Accept(Sample.Noon);
        Assert.Empty(known.Changes);

        ShapeMerge.Run(known, Shapes.Times(100, WithoutLogin), Sample.Noon);
        Assert.Empty(known.Changes);

        ShapeMerge.Run(known, Shapes.Of(User), Sample.Noon);
        Assert.Equal("$.user.login is new: it is in 1 of 1 events since 2026-06-01T12:00:00Z, and was in none of 142 before", ChangeText.Of(Assert.Single(known.Changes)));
    }

    [Fact]
    public void What_changed_a_month_ago_is_usual()
    {
        var known = Shapes.Merged(Shapes.Times(30, User), Shapes.Times(12, WithoutLogin));

        ShapeMerge.Run(known, Shapes.Of(WithoutLogin), Sample.Noon + TimeSpan.FromDays(31));

        Assert.Empty(known.Changes);
        Assert.Equal(["$", "$.user", "$.user.id"], Shapes.PathsOf(known));
    }

    [Fact]
    public void No_more_paths_are_kept_than_two_thousand()
    {
        var shape = Shapes.Merged(Enumerable.Range(0, 8).Select(part => Shapes.Of(Wide(part))));

        Assert.Equal(EventShape.MostPaths, shape.Paths);
        Assert.True(shape.IsFull);
    }

    [Fact]
    public void No_more_changes_are_kept_than_fifty()
    {
        var changed = $"{{\"user\":{{\"login\":\"a\",\"id\":1}},{string.Join(',', Enumerable.Range(0, 200).Select(i => $"\"{Name(i)}\":1"))}}}";

        Assert.Equal(50, Shapes.Merged(Shapes.Times(30, User), Shapes.Of(changed)).Changes.Count);
    }

    [Fact]
    public void Two_instances_come_to_the_same_in_either_order()
    {
        EventShape[] parts = [Shapes.Times(7, User), Shapes.Times(5, User)];
        var (one, other) = (Shapes.Merged(Shapes.Times(30, User), parts[0], parts[1]), Shapes.Merged(Shapes.Times(30, User), parts[1], parts[0]));

        Assert.Equal(JsonSerializer.Serialize(one.Root), JsonSerializer.Serialize(other.Root));
    }

    [Fact]
    public void Many_new_members_do_not_hide_those_that_are_known()
    {
        var ids = string.Join(',', Enumerable.Range(0, 900).Select(i => $"\"{Name(i)}\":1"));
        var known = Shapes.Merged(Shapes.Times(30, User), Shapes.Of($"{{\"user\":{{\"login\":\"a\",\"id\":1,{ids}}}}}"), Shapes.Times(60, User));
        Assert.Equal(["$", "$.user", "$.user.*", "$.user.id", "$.user.login"], Shapes.PathsOf(known));
        Assert.Empty(known.Changes);

        ShapeMerge.Run(known, Shapes.Of(WithoutLogin), Sample.Noon);

        Assert.Equal("$.user.login is missing in 1 of 1 events since 2026-06-01T12:00:00Z; before, it was in all 91", ChangeText.Of(Assert.Single(known.Changes)));
    }

    // Five objects of a hundred members each, under names of their own.
    private static string Wide(int part) =>
        $"{{{string.Join(',', Enumerable.Range(part * 5, 5).Select(i => $"\"{Name(i)}\":{{{string.Join(',', Enumerable.Range(0, 100).Select(j => $"\"{Name(j)}\":1"))}}}"))}}}";

    private static string Name(int number) => "k" + string.Concat(number.ToString("D3", CultureInfo.InvariantCulture).Select(digit => (char)('a' + (digit - '0'))));
}
