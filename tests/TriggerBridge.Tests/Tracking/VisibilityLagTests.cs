using TriggerBridge.Ledger;
using TriggerBridge.Tests.Testing;
using static TriggerBridge.Tests.Tracking.TrackingApp;

namespace TriggerBridge.Tests.Tracking;

/// <summary>What counts as ISC's lag: a doubt waits three times the largest one, if that is longer than <c>settle</c>.</summary>
public sealed class VisibilityLagTests
{
    private const string ShownAfterNinetySeconds = """[{"on":"visibility","delaySeconds":90,"times":1}]""";

    [Fact]
    public async Task The_apps_own_absence_is_no_lag_of_ISC()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(Hold, completeAfter: "10:00:00");
        var slow = await DeliverNotShownAsync(app);

        await app.TickAsync(TimeSpan.FromHours(1));
        Assert.Equal("", await app.ReasonAsync(slow));

        await AssertCountsAfterSettleAsync(app);
    }

    [Fact]
    public async Task A_pause_between_ISCs_answer_and_its_record_is_no_lag_of_ISC()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(Hold, completeAfter: "10:00:00");
        app.BeforeNextTransaction(action => action.Sets(DeliveryStatus.Started), () =>
        {
            app.Time.Advance(TimeSpan.FromMinutes(20));
            return Task.CompletedTask;
        });
        var paused = await app.DeliverAsync("paused");
        await app.TickAsync(Minute);
        Assert.Equal("Started", await app.StatusAsync(paused));
        Assert.Equal("", await app.ReasonAsync(paused));

        await AssertCountsAfterSettleAsync(app);
    }

    [Fact]
    public async Task A_pause_while_ISCs_answer_is_on_its_way_is_no_lag_of_ISC()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(Hold, completeAfter: "10:00:00");
        app.Simulator.OnRequest = async request =>
        {
            if (request.Method != HttpMethod.Get)
                return null;
            app.Simulator.OnRequest = _ => Task.FromResult<HttpResponseMessage?>(null);
            var answer = await app.Simulator.SendAsync(request);
            app.Time.Pause(TimeSpan.FromMinutes(20));
            return answer;
        };
        var slow = await DeliverNotShownAsync(app);
        await app.TickAsync(Minute);
        Assert.Equal("", await app.ReasonAsync(slow));

        await AssertCountsAfterSettleAsync(app);
    }

    [Fact]
    public async Task A_time_in_which_ISC_could_not_be_read_is_no_lag_of_ISC()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(Hold, completeAfter: "10:00:00");
        var slow = await DeliverNotShownAsync(app);
        await app.Simulator.FaultAsync("""[{"on":"get","status":500}]""");
        await app.PassAsync(TimeSpan.FromMinutes(40));
        await app.Simulator.ClearFaultsAsync();
        await app.PassAsync(TimeSpan.FromMinutes(16));
        Assert.Equal("", await app.ReasonAsync(slow));

        await AssertCountsAfterSettleAsync(app);
    }

    [Fact]
    public async Task The_largest_lag_is_forgotten_after_thirty_days()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(Hold, completeAfter: "10:00:00");
        await app.Simulator.FaultAsync("""[{"on":"visibility","delaySeconds":600,"times":1}]""");
        await app.DeliverAsync("slow");
        await app.PassAsync(TimeSpan.FromMinutes(25));
        await app.TickAsync(TimeSpan.FromDays(31));

        await AssertCountsAfterSettleAsync(app);
    }

    [Fact]
    public async Task The_largest_lag_holds_for_thirty_days_whatever_comes_after_it()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(Hold, completeAfter: "10:00:00");
        await app.Simulator.FaultAsync("""[{"on":"visibility","delaySeconds":600,"times":1}]""");
        await app.DeliverAsync("slow");
        await app.PassAsync(TimeSpan.FromMinutes(25));
        await app.TickAsync(TimeSpan.FromDays(29));

        var accepted = await app.LoseOneBetweenTwoAsync();
        await app.PassAsync(Lease + TimeSpan.FromMinutes(29));
        Assert.Equal("InDoubt", await app.StatusAsync(accepted));
    }

    private static async Task<System.Text.Json.JsonElement> DeliverNotShownAsync(TestApp app)
    {
        await app.Simulator.FaultAsync(ShownAfterNinetySeconds);
        var slow = await app.DeliverAsync("slow");
        await app.TickAsync(Minute);
        Assert.Equal("ISC does not show the execution yet.", await app.ReasonAsync(slow));
        return slow;
    }

    private static async Task AssertCountsAfterSettleAsync(TestApp app)
    {
        var accepted = await app.LoseOneBetweenTwoAsync();
        await app.PassAsync(Lease + Settle + Minute);
        Assert.Equal("DeadLettered", await app.StatusAsync(accepted));
    }
}
