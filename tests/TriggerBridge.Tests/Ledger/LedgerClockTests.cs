using TriggerBridge.Flows.Operations.Health;
using TriggerBridge.Ledger;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Ledger;

public sealed class LedgerClockTests
{
    private readonly ManualClock _time = new(Sample.Noon);

    [Fact]
    public void A_second_or_two_is_agreement()
    {
        var clock = new LedgerClock(_time);
        clock.Observe(Sample.Noon.AddSeconds(-2), clock.Timestamp);
        Assert.Equal(Sample.Noon, clock.UtcNow);
    }

    [Theory]
    [InlineData(-600)]
    [InlineData(600)]
    public void A_machine_whose_clock_is_wrong_goes_by_the_services(int seconds)
    {
        var clock = new LedgerClock(_time);
        clock.Observe(Sample.Noon.AddSeconds(seconds), clock.Timestamp);
        Assert.Equal(Sample.Noon.AddSeconds(seconds + 0.5), clock.UtcNow);

        clock.Observe(Sample.Noon, clock.Timestamp);
        Assert.Equal(Sample.Noon, clock.UtcNow);
    }

    [Fact]
    public void An_answer_that_is_read_late_does_not_set_the_clock_back()
    {
        var clock = new LedgerClock(_time);
        var sentAt = clock.Timestamp;
        _time.Advance(TimeSpan.FromSeconds(80));
        clock.Observe(Sample.Noon, sentAt);
        Assert.Equal(Sample.Noon.AddSeconds(80), clock.UtcNow);
    }

    [Theory]
    [InlineData(600, 600)]
    [InlineData(-600, -519)]
    public void A_slow_answer_corrects_what_cannot_be(int seconds, int corrected)
    {
        var clock = new LedgerClock(_time);
        var sentAt = clock.Timestamp;
        _time.Advance(TimeSpan.FromSeconds(80));
        clock.Observe(Sample.Noon.AddSeconds(80 + seconds), sentAt);
        Assert.Equal(Sample.Noon.AddSeconds(80 + corrected), clock.UtcNow);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Leases_end_by_the_services_clock_whatever_the_machines_says(int hours)
    {
        await using var app = await TestApp.StartAsync();
        await app.DeliverAsync("warm-up");
        app.Time.ShiftWallClock(TimeSpan.FromHours(hours));
        var service = new ManualClock(Sample.Noon);
        app.Tables.Time = service;
        await app.DeliverAsync("sets the clock");
        app.Tenant.NextExecuteBreaks();

        var delivery = await app.FindAsync((await app.DeliverAsync("event")).Id());

        Assert.InRange(delivery.ReceivedAt, Sample.Noon.AddSeconds(-1), Sample.Noon.AddSeconds(1));
        Assert.InRange(delivery.Work!.Due, Sample.Noon.AddSeconds(74), Sample.Noon.AddSeconds(76));
        Assert.False(await app.Get<LedgerHealth>().IsHealthyAsync(default));
        var due = await app.Get<DeliveryLedger>().DueAsync(TestApp.Bridge, WorkKind.Dispatch, 10, default);
        Assert.Empty(due);
    }
}
