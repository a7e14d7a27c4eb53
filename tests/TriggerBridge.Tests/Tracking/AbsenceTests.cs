using System.Net;
using System.Text.Json;
using TriggerBridge.Tests.Testing;
using static TriggerBridge.Tests.Tracking.TrackingApp;

namespace TriggerBridge.Tests.Tracking;

/// <summary>When it counts that ISC shows nothing. Each condition has a test in which all others hold.</summary>
public sealed class AbsenceTests
{
    [Fact]
    public async Task What_ISC_shows_nothing_of_is_held_as_a_dead_letter()
    {
        await using var app = await TestApp.StartWithSimulatorAsync();
        var accepted = await LoseOneBetweenTwoAsync(app);
        await app.PassAsync(Lease + Settle);

        Assert.Equal("DeadLettered", await app.StatusAsync(accepted));
        Assert.Contains("ISC shows no execution of it", await app.ReasonAsync(accepted), StringComparison.Ordinal);
        Assert.Equal(3, app.Simulator.Executes);
    }

    [Fact]
    public async Task What_ISC_shows_nothing_of_is_sent_again_where_the_bridge_says_retry()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(Retry);
        var accepted = await LoseOneBetweenTwoAsync(app);
        await app.PassAsync(Lease + Settle + TimeSpan.FromMinutes(1));

        Assert.Equal(4, app.Simulator.Executes);
        var delivery = await app.DeliveryAsync(accepted);
        Assert.Equal(["InDoubt", "Started"], delivery.GetProperty("attempts").EnumerateArray().Select(each => each.GetProperty("outcome").GetString()!));
        Assert.Single(await ExecutionsOfAsync(app, accepted));
        Assert.False(delivery.GetProperty("duplicateExecution").GetBoolean());
    }

    [Fact]
    public async Task Without_an_execution_to_check_by_it_does_not_count()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(Retry);
        var accepted = await app.DeliverInDoubtAsync("event", IsLost);
        await app.PassAsync(TimeSpan.FromHours(2));

        Assert.Equal("InDoubt", await app.StatusAsync(accepted));
        Assert.Contains("No execution of this workflow is known yet", await app.ReasonAsync(accepted), StringComparison.Ordinal);
        Assert.Equal(1, app.Simulator.Executes);
    }

    [Fact]
    public async Task With_histories_that_do_not_name_their_delivery_it_does_not_count()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(Retry);
        app.Simulator.OnRequest = request => Task.FromResult(request.Url.AbsolutePath.Contains("/history", StringComparison.Ordinal)
            ? StubHttpHandler.Json(HttpStatusCode.OK, """[{"type":"WorkflowExecutionStarted","attributes":{"secret":"input"}}]""")
            : null);
        var accepted = await LoseOneBetweenTwoAsync(app);
        await app.PassAsync(TimeSpan.FromHours(2));

        Assert.Equal("InDoubt", await app.StatusAsync(accepted));
        Assert.Contains("does not name its delivery", await app.ReasonAsync(accepted), StringComparison.Ordinal);
        Assert.Equal(3, app.Simulator.Executes);
    }

    [Fact]
    public async Task With_a_list_that_breaks_off_it_does_not_count()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(Retry);
        var accepted = await LoseOneBetweenTwoAsync(app);
        app.Simulator.OnRequest = request => Task.FromResult(request.Url.Query.Contains("offset=", StringComparison.Ordinal) && !request.Url.Query.Contains("offset=0", StringComparison.Ordinal)
            ? StubHttpHandler.Json(HttpStatusCode.InternalServerError, "{}")
            : null);
        await app.PassAsync(TimeSpan.FromHours(2));

        Assert.Equal("InDoubt", await app.StatusAsync(accepted));
        Assert.Contains("could not be read whole", await app.ReasonAsync(accepted), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_candidate_whose_history_cannot_be_read_it_does_not_count()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(Retry);
        var accepted = await LoseOneBetweenTwoAsync(app);
        await app.Simulator.StartForeignAsync();
        await app.Simulator.FaultAsync("""[{"on":"history","status":500}]""");
        await app.PassAsync(TimeSpan.FromHours(2));

        Assert.Equal("InDoubt", await app.StatusAsync(accepted));
        Assert.Contains("history", await app.ReasonAsync(accepted), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_no_later_execution_in_sight_it_counts_after_an_hour_only()
    {
        await using var app = await TestApp.StartWithSimulatorAsync();
        await app.DeliverSeenAsync("known");
        var accepted = await app.DeliverInDoubtAsync("event", IsLost);

        await app.PassAsync(TimeSpan.FromMinutes(59));
        Assert.Equal("InDoubt", await app.StatusAsync(accepted));
        Assert.Contains("no later execution of ours", await app.ReasonAsync(accepted), StringComparison.Ordinal);
        await app.PassAsync(TimeSpan.FromMinutes(7));
        Assert.Equal("DeadLettered", await app.StatusAsync(accepted));
    }

    [Fact]
    public async Task Before_settle_has_passed_since_the_leases_end_it_does_not_count()
    {
        await using var app = await TestApp.StartWithSimulatorAsync("\"settle\": \"00:30:00\",");
        var accepted = await LoseOneBetweenTwoAsync(app);

        await app.PassAsync(TimeSpan.FromMinutes(29));
        Assert.Equal("InDoubt", await app.StatusAsync(accepted));
        Assert.Contains("may not show its execution yet", await app.ReasonAsync(accepted), StringComparison.Ordinal);
        await app.PassAsync(TimeSpan.FromMinutes(3));
        Assert.Equal("DeadLettered", await app.StatusAsync(accepted));
    }

    [Fact]
    public async Task Where_ISC_was_seen_to_be_slow_it_counts_after_three_times_that()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(completeAfter: "10:00:00");
        await app.Simulator.FaultAsync("""[{"on":"visibility","delaySeconds":600,"times":1}]""");
        await app.DeliverAsync("slow");
        await app.PassAsync(TimeSpan.FromMinutes(25));
        var accepted = await LoseOneBetweenTwoAsync(app);

        // Seen by the first look of fifteen minutes after ten: well over thirty minutes are waited for.
        await app.PassAsync(Lease + TimeSpan.FromMinutes(29));
        Assert.Equal("InDoubt", await app.StatusAsync(accepted));
        await app.PassAsync(TimeSpan.FromMinutes(60));
        Assert.Equal("DeadLettered", await app.StatusAsync(accepted));
    }

    [Fact]
    public async Task What_stays_undecided_for_as_long_as_retries_go_on_is_a_dead_letter()
    {
        await using var app = await TestApp.StartWithSimulatorAsync("\"retry\": { \"giveUpAfter\": \"1.00:00:00\" },");
        var accepted = await app.DeliverInDoubtAsync("event", IsLost);
        await app.PassAsync(TimeSpan.FromHours(25), each: TimeSpan.FromMinutes(30));

        Assert.Equal("DeadLettered", await app.StatusAsync(accepted));
        Assert.Contains("stayed in doubt", await app.ReasonAsync(accepted), StringComparison.Ordinal);
    }

    // One of ours that is known, one that is lost, and a later one of ours.
    private static async Task<JsonElement> LoseOneBetweenTwoAsync(TestApp app)
    {
        await app.DeliverSeenAsync("known");
        var accepted = await app.DeliverInDoubtAsync("event", IsLost);
        app.Time.Advance(TimeSpan.FromSeconds(10));
        await app.DeliverAsync("later");
        return accepted;
    }

    private static async Task<JsonElement[]> ExecutionsOfAsync(TestApp app, JsonElement accepted) =>
        [.. (await app.Simulator.ExecutionsAsync()).Where(each =>
            each.GetProperty("input").GetProperty("_deliveryId").GetString() == accepted.GetProperty("deliveryId").GetString())];
}
