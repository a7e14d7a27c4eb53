using TriggerBridge.Ledger;

namespace TriggerBridge.Tests.Ledger;

public sealed class DeliveryLifecycleTests
{
    public static TheoryData<DeliveryStatus> All => [.. Enum.GetValues<DeliveryStatus>()];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_status_has_a_place_in_the_table(DeliveryStatus status) =>
        Assert.All(Enum.GetValues<DeliveryStatus>(), to => _ = DeliveryLifecycle.Allows(status, to));

    [Theory]
    [MemberData(nameof(All))]
    public void Every_status_can_be_reached(DeliveryStatus status)
    {
        var reached = new HashSet<DeliveryStatus>(DeliveryLifecycle.Initial);
        for (var before = 0; before < reached.Count;)
        {
            before = reached.Count;
            reached.UnionWith([.. reached.SelectMany(from => Enum.GetValues<DeliveryStatus>().Where(to => DeliveryLifecycle.Allows(from, to)))]);
        }

        Assert.Contains(status, reached);
    }

    [Theory]
    [InlineData(DeliveryStatus.InDoubt)]
    [InlineData(DeliveryStatus.Started)]
    [InlineData(DeliveryStatus.Completed)]
    [InlineData(DeliveryStatus.DeadLettered)]
    [InlineData(DeliveryStatus.Filtered)]
    public void What_may_have_started_is_never_sent_again_directly(DeliveryStatus from) =>
        Assert.False(DeliveryLifecycle.Allows(from, DeliveryStatus.Dispatching));

    [Theory]
    [InlineData(DeliveryStatus.Received)]
    [InlineData(DeliveryStatus.RetryScheduled)]
    public void What_is_to_be_sent_can_be_put_off(DeliveryStatus from) =>
        Assert.True(DeliveryLifecycle.Allows(from, DeliveryStatus.RetryScheduled));

    [Fact]
    public void What_is_not_in_the_table_is_refused() =>
        Assert.Throws<InvalidOperationException>(() => DeliveryLifecycle.Demand(DeliveryStatus.Filtered, DeliveryStatus.Started));
}
