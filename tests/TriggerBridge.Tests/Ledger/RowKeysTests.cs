using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TriggerBridge.Ledger;

namespace TriggerBridge.Tests.Ledger;

public sealed class RowKeysTests
{
    private static readonly Gen<DateTimeOffset> Times =
        Gen.Choose(0, int.MaxValue).Two().Select(pair => new DateTimeOffset(((long)pair.Item1 << 30) + pair.Item2, TimeSpan.Zero));

    [Property]
    public Property Deliveries_sort_newest_first() => Prop.ForAll(Times.Two().ToArbitrary(), pair =>
    {
        var byTime = pair.Item2.CompareTo(pair.Item1);
        var byKey = string.CompareOrdinal(RowKeys.Delivery(pair.Item1, "a"), RowKeys.Delivery(pair.Item2, "a"));
        return Math.Sign(byTime) == Math.Sign(byKey);
    });

    [Property]
    public Property Work_sorts_by_due_time_then_by_time_received() => Prop.ForAll(Times.Four().ToArbitrary(), times =>
    {
        var (due1, due2, received1, received2) = times;
        var byTime = (due1, received1).CompareTo((due2, received2));
        var byKey = string.CompareOrdinal(Item(due1, received1).RowKey, Item(due2, received2).RowKey);
        return Math.Sign(byTime) == Math.Sign(byKey);
    });

    [Property]
    public Property The_range_of_due_work_holds_exactly_what_is_due() => Prop.ForAll(Times.Two().ToArbitrary(), pair =>
    {
        var (due, now) = pair;
        var (from, to) = RowKeys.DueWork(WorkKind.Dispatch, now);
        var key = Item(due, due).RowKey;
        return (due <= now) == (string.CompareOrdinal(key, from) >= 0 && string.CompareOrdinal(key, to) < 0);
    });

    [Property]
    public Property The_range_of_a_span_of_time_holds_exactly_what_was_received_in_it() => Prop.ForAll(Times.Three().ToArbitrary(), times =>
    {
        var (received, from, to) = times;
        var key = RowKeys.Delivery(received, "0123abcd");
        return (received >= from && received <= to) == IsIn(key, RowKeys.ReceivedBetween(from, to))
            && (received >= from) == IsIn(key, RowKeys.ReceivedBetween(from, to: null))
            && (received <= to) == IsIn(key, RowKeys.ReceivedBetween(from: null, to))
            && IsIn(key, RowKeys.ReceivedBetween(received, received))
            && IsIn(key, RowKeys.Deliveries);
    });

    [Property]
    public Property The_range_of_old_tombstones_holds_exactly_what_was_purged_by_then() => Prop.ForAll(Times.Two().ToArbitrary(), pair =>
    {
        var (purged, until) = pair;
        var key = RowKeys.Tombstone(purged, "0123abcd");
        return (purged <= until) == IsIn(key, RowKeys.TombstonesUntil(until))
            && IsIn(key, RowKeys.TombstonesUntil(purged))
            && RowKeys.ParseTombstone(key) == "0123abcd";
    });

    [Property]
    public Property The_ranges_of_the_kinds_of_row_do_not_overlap() => Prop.ForAll(Times.Two().ToArbitrary(), pair =>
    {
        string[] keys = [RowKeys.Key("a"), RowKeys.Delivery(pair.Item1, "a"), Item(pair.Item1, pair.Item2).RowKey, RowKeys.Tombstone(pair.Item1, "a")];
        var counts = new[] { RowKeys.Deliveries, RowKeys.AllWork, RowKeys.TombstonesUntil(DateTimeOffset.MaxValue) }
            .Select(range => keys.Count(key => IsIn(key, range)));
        return counts.All(count => count == 1) && keys.Order(StringComparer.Ordinal).Distinct(StringComparer.Ordinal).Count() == 4;
    });

    [Property]
    public Property A_work_items_key_holds_all_of_it() => Prop.ForAll(Times.Two().ToArbitrary(), pair =>
    {
        var item = Item(pair.Item1, pair.Item2);
        return RowKeys.ParseWork(item.RowKey) == item;
    });

    [Theory]
    [InlineData("K|abc")]
    [InlineData("W|x|1|2|a")]
    [InlineData("W|d|1|2")]
    [InlineData("T|1|a")]
    public void A_foreign_key_is_not_taken_for_work(string key) => Assert.Throws<FormatException>(() => RowKeys.ParseWork(key));

    [Theory]
    [InlineData("K|abc")]
    [InlineData("W|d|1|2|a")]
    public void A_foreign_key_is_not_taken_for_a_tombstone(string key) => Assert.Throws<FormatException>(() => RowKeys.ParseTombstone(key));

    private static bool IsIn(string key, (string From, string To) range) =>
        string.CompareOrdinal(key, range.From) > 0 && string.CompareOrdinal(key, range.To) < 0;

    private static WorkItem Item(DateTimeOffset due, DateTimeOffset received) =>
        new() { Kind = WorkKind.Dispatch, Due = due, ReceivedAt = received, DeliveryId = "d1" };
}
