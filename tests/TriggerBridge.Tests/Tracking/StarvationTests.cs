using TriggerBridge.Tests.Testing;
using static TriggerBridge.Tests.Tracking.TrackingApp;

namespace TriggerBridge.Tests.Tracking;

/// <summary>Lists of ISC that take longer than a tick has time for.</summary>
public sealed class StarvationTests
{
    [Fact]
    public async Task A_list_that_takes_longer_than_a_tick_is_read_on_in_the_next_one()
    {
        await using var app = await TestApp.StartWithSimulatorAsync();
        var accepted = await app.DeliverInDoubtAsync("event", RunsUnanswered);
        for (var n = 0; n < 12; n++)
            await app.Simulator.StartForeignAsync();
        ReadOneByOne(app, each: TimeSpan.FromSeconds(4));

        await app.TickAsync(Lease);
        Assert.Equal("InDoubt", await app.StatusAsync(accepted));
        for (var tick = 0; tick < 8; tick++)
            await app.TickAsync(TimeSpan.FromSeconds(10));

        Assert.Equal("Started", await app.StatusAsync(accepted));
        // Each execution, once and a little more, and the empty page at the end.
        Assert.InRange(app.Simulator.Lists, 14, 18);
    }

    [Fact]
    public async Task A_list_that_began_before_an_absence_may_count_proves_none_however_late_it_ends()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(Retry);
        var accepted = await app.LoseOneBetweenTwoAsync();
        for (var n = 0; n < 60; n++)
            await app.Simulator.StartForeignAsync();
        await app.PassAsync(Lease + Settle - (2 * Minute));
        ReadOneByOne(app, each: TimeSpan.FromSeconds(4));
        var (lists, ticks) = (app.Simulator.Lists, 0);
        while (app.Simulator.Lists - lists < 62 && ticks++ < 60)
            await app.TickAsync(TimeSpan.FromSeconds(10));

        Assert.True(ticks > 12);
        Assert.Equal("InDoubt", await app.StatusAsync(accepted));
        Assert.Equal(3, app.Simulator.Executes);
    }

    [Fact]
    public async Task What_is_in_doubt_for_too_long_is_given_up_before_any_list_is_read()
    {
        await using var app = await TestApp.StartWithSimulatorAsync("\"retry\": { \"giveUpAfter\": \"1.00:00:00\" },");
        var accepted = await app.DeliverInDoubtAsync("event", IsLost);
        ReadOneByOne(app, each: TimeSpan.FromSeconds(20));

        await app.PassAsync(TimeSpan.FromHours(25), each: TimeSpan.FromMinutes(30));

        Assert.Equal("DeadLettered", await app.StatusAsync(accepted));
        Assert.Contains("stayed in doubt", await app.ReasonAsync(accepted), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_doubt_does_not_wait_for_the_list_of_an_old_one()
    {
        await using var app = await TestApp.StartWithSimulatorAsync();
        var old = await app.DeliverInDoubtAsync("old", IsLost);
        app.Time.Advance(TimeSpan.FromHours(3));
        var accepted = await app.DeliverInDoubtAsync("event", RunsUnanswered);
        app.Simulator.OnRequest = async request =>
        {
            if (Uri.UnescapeDataString(request.Url.Query).Contains("T11:59:", StringComparison.Ordinal))
                await PassAsync(app, TimeSpan.FromSeconds(20));
            return null;
        };

        await app.TickAsync(Lease);

        Assert.Equal("InDoubt", await app.StatusAsync(old));
        Assert.Equal("Started", await app.StatusAsync(accepted));
    }

    // A page has one row, and takes its time.
    private static void ReadOneByOne(TestApp app, TimeSpan each) => app.Simulator.OnRequest = async request =>
    {
        if (!request.Url.Query.Contains("limit=250", StringComparison.Ordinal))
            return null;
        await PassAsync(app, each);
        return await app.Simulator.SendAsync(request with { Url = new Uri(request.Url.AbsoluteUri.Replace("limit=250", "limit=1", StringComparison.Ordinal)) });
    };

    private static Task PassAsync(TestApp app, TimeSpan time) => Task.Run(() => app.Time.Advance(time));
}
