using FsCheck;
using FsCheck.Fluent;
using TriggerBridge.Ledger;

namespace TriggerBridge.Tests.Ledger;

public sealed class RowKeysTests
{
    private static readonly Gen<DateTimeOffset> Times =
        Gen.Choose(0, int.MaxValue).Two().Select(pair => new DateTimeOffset(((long)pair.Item1 << 30) + pair.Item2, TimeSpan.Zero));

    [Fact]
    public void Deliveries_sort_newest_first() => Prop.ForAll(Times.Two().ToArbitrary(), pair =>
    {
        var byTime = pair.Item2.CompareTo(pair.Item1);
        var byKey = string.CompareOrdinal(RowKeys.Delivery(pair.Item1, "a"), RowKeys.Delivery(pair.Item2, "a"));
        return Math.Sign(byTime) == Math.Sign(byKey);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Work_sorts_by_due_time_then_by_time_received() => Prop.ForAll(Times.Four().ToArbitrary(), times =>
    {
        var (due1, due2, received1, received2) = times;
        var byTime = (due1, received1).CompareTo((due2, received2));
        var byKey = string.CompareOrdinal(Item(due1, received1).RowKey, Item(due2, received2).RowKey);
        return Math.Sign(byTime) == Math.Sign(byKey);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_range_of_due_work_holds_exactly_what_is_due() => Prop.ForAll(Times.Two().ToArbitrary(), pair =>
    {
        var (due, now) = pair;
        var (from, to) = RowKeys.DueWork(WorkKind.Dispatch, now);
        var key = Item(due, due).RowKey;
        return (due <= now) == (string.CompareOrdinal(key, from) >= 0 && string.CompareOrdinal(key, to) < 0);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_work_items_key_holds_all_of_it() => Prop.ForAll(Times.Two().ToArbitrary(), pair =>
    {
        var item = Item(pair.Item1, pair.Item2);
        return RowKeys.ParseWork(item.RowKey) == item;
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("K|abc")]
    [InlineData("W|x|1|2|a")]
    [InlineData("W|d|1|2")]
    public void A_foreign_key_is_not_taken_for_work(string key) => Assert.Throws<FormatException>(() => RowKeys.ParseWork(key));

    private static WorkItem Item(DateTimeOffset due, DateTimeOffset received) =>
        new() { Kind = WorkKind.Dispatch, Due = due, ReceivedAt = received, DeliveryId = "d1" };
}
