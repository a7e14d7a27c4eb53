using TriggerBridge.Tests.Testing;
using static TriggerBridge.Tests.Tracking.TrackingApp;

namespace TriggerBridge.Tests.Tracking;

/// <summary>What the bridge's <c>whenInDoubt</c> makes of an attempt of which ISC shows nothing.</summary>
public sealed class WhenInDoubtTests
{
    [Fact]
    public async Task A_bridge_that_says_nothing_sends_again_what_ISC_proves_absent()
    {
        await using var app = await TestApp.StartWithSimulatorAsync();
        var accepted = await app.LoseOneBetweenTwoAsync();
        await app.PassAsync(Lease + Settle - Minute);
        Assert.Equal("InDoubt", await app.StatusAsync(accepted));
        Assert.Equal(3, app.Simulator.Executes);

        await app.PassAsync(2 * Minute);

        var delivery = await app.DeliveryAsync(accepted);
        Assert.Equal("Started", delivery.GetProperty("status").GetString());
        Assert.Equal(["InDoubt", "Started"], delivery.GetProperty("attempts").EnumerateArray().Select(each => each.GetProperty("outcome").GetString()!));
        Assert.Equal(4, app.Simulator.Executes);
    }

    [Fact]
    public async Task A_bridge_that_says_nothing_holds_what_cannot_be_looked_up_for_want_of_a_read_credential()
    {
        await using var app = await TestApp.StartAsync();
        app.Tenant.NextExecuteBreaks();
        var accepted = await app.DeliverAsync("event");
        await app.TickAsync(Lease);

        Assert.Equal("DeadLettered", await app.StatusAsync(accepted));
        Assert.Contains("no read credential", await app.ReasonAsync(accepted), StringComparison.Ordinal);
        Assert.Single(app.Tenant.Inputs);
    }

    [Fact]
    public async Task A_bridge_that_says_nothing_holds_what_cannot_be_looked_up_without_correlation()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(workflow: ", \"correlate\": false");
        var accepted = await app.DeliverInDoubtAsync("event", IsLost);
        await app.TickAsync(Lease);

        Assert.Equal("DeadLettered", await app.StatusAsync(accepted));
        Assert.Contains("correlate", await app.ReasonAsync(accepted), StringComparison.Ordinal);
        Assert.Equal(1, app.Simulator.Executes);
    }

    [Fact]
    public async Task The_first_event_of_a_workflow_is_sent_again_by_retry_although_there_is_nothing_yet_to_check_by()
    {
        await using var app = await TestApp.StartWithSimulatorAsync("\"whenInDoubt\": \"retry\",");
        var accepted = await app.DeliverInDoubtAsync("event", IsLost);

        await app.PassAsync(TimeSpan.FromMinutes(75));

        Assert.Equal("Started", await app.StatusAsync(accepted));
        Assert.Equal(2, app.Simulator.Executes);
    }

    [Fact]
    public async Task A_bridge_that_says_nothing_cancels_the_later_one_of_two_executions()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(completeAfter: "10:00:00");
        await app.DeliverSeenAsync("known");
        var accepted = await app.DeliverInDoubtAsync(
            "event", """[{"on":"execute","executeThenDrop":true,"times":1},{"on":"visibility","delaySeconds":1800,"times":1}]""");
        app.Time.Advance(TimeSpan.FromSeconds(10));
        await app.DeliverAsync("later");
        await app.PassAsync(Lease + Settle + TimeSpan.FromMinutes(63));

        Assert.True((await app.DeliveryAsync(accepted)).GetProperty("duplicateExecution").GetBoolean());
        Assert.Equal(1, app.Simulator.Cancels);
    }

    [Theory]
    [InlineData(20, "00:10:00", true)]
    [InlineData(19, "00:10:00", false)]
    // ISC's lag was up to a minute, which is more than a fifth of four.
    [InlineData(20, "00:04:00", false)]
    public async Task Where_twenty_lags_were_short_a_quiet_bridge_need_not_wait_for_a_later_execution(int lags, string settle, bool isSentAgain)
    {
        await using var app = await TestApp.StartWithSimulatorAsync($"\"settle\": \"{settle}\",");
        for (var n = 0; n < lags; n++)
            await app.DeliverAsync($"known-{n}");
        await app.TickAsync(Minute);
        var accepted = await app.DeliverInDoubtAsync("event", IsLost);

        await app.PassAsync(Lease + Settle + Minute);

        Assert.Equal(isSentAgain ? "Started" : "InDoubt", await app.StatusAsync(accepted));
        Assert.Equal(lags + (isSentAgain ? 2 : 1), app.Simulator.Executes);
    }

    [Fact]
    public async Task Lags_of_more_than_thirty_days_ago_do_not_count()
    {
        await using var app = await TestApp.StartWithSimulatorAsync();
        for (var n = 0; n < 20; n++)
            await app.DeliverAsync($"known-{n}");
        await app.TickAsync(Minute);
        await app.TickAsync(TimeSpan.FromDays(31));
        await app.DeliverSeenAsync("known");
        var accepted = await app.DeliverInDoubtAsync("event", IsLost);

        await app.PassAsync(Lease + Settle + Minute);

        Assert.Equal("InDoubt", await app.StatusAsync(accepted));
    }
}
