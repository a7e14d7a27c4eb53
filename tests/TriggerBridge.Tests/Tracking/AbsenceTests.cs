using System.Net;
using System.Text.Json;
using Azure;
using TriggerBridge.Ledger;
using TriggerBridge.Tests.Testing;
using static TriggerBridge.Tests.Tracking.TrackingApp;

namespace TriggerBridge.Tests.Tracking;

/// <summary>When it counts that ISC shows nothing. Each condition has a test in which all others hold.</summary>
public sealed class AbsenceTests
{
    [Fact]
    public async Task What_ISC_shows_nothing_of_is_held_as_a_dead_letter()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(Hold);
        var accepted = await app.LoseOneBetweenTwoAsync();
        await app.PassAsync(Lease + Settle);

        Assert.Equal("DeadLettered", await app.StatusAsync(accepted));
        Assert.Contains("ISC shows no execution of it", await app.ReasonAsync(accepted), StringComparison.Ordinal);
        Assert.Equal(3, app.Simulator.Executes);
    }

    [Fact]
    public async Task What_ISC_shows_nothing_of_is_sent_again_where_the_bridge_says_retry()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(Retry);
        var accepted = await app.LoseOneBetweenTwoAsync();
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
        await using var app = await TestApp.StartWithSimulatorAsync();
        var accepted = await app.DeliverInDoubtAsync("event", IsLost);
        await app.PassAsync(TimeSpan.FromHours(2));

        Assert.Equal("InDoubt", await app.StatusAsync(accepted));
        Assert.Contains("No execution of this workflow is known yet", await app.ReasonAsync(accepted), StringComparison.Ordinal);
        Assert.Equal(1, app.Simulator.Executes);
    }

    [Fact]
    public async Task An_execution_to_check_by_is_found_although_its_note_with_the_workflow_was_lost()
    {
        await using var app = await TestApp.StartWithSimulatorAsync();
        await app.DeliverAsync("known");
        app.Tables.Before = operation => operation is { Table: "Workflows", Actions.Count: > 0 } ? throw new RequestFailedException(503, "Busy.") : Task.CompletedTask;
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => app.TickAsync(Minute));
        app.Tables.Before = _ => Task.CompletedTask;
        var accepted = await app.DeliverInDoubtAsync("event", IsLost);
        await app.PassAsync(TimeSpan.FromMinutes(75));

        Assert.Equal("Started", await app.StatusAsync(accepted));
        Assert.Equal(3, app.Simulator.Executes);
    }

    [Fact]
    public async Task The_check_has_its_turn_although_the_reads_before_it_use_up_the_pace()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(settings: "TriggerBridge:Tenants:acme:RequestsPer10Seconds=3");
        var accepted = await app.LoseOneBetweenTwoAsync();
        for (var minutes = 0; minutes < 75; minutes++)
        {
            var tick = app.TickAsync(Minute);
            while (!tick.IsCompleted)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
                app.Time.Advance(TimeSpan.FromSeconds(1));
            }

            await tick;
        }

        Assert.Equal(4, app.Simulator.Executes);
        Assert.Equal("Completed", await app.StatusAsync(accepted));
    }

    [Fact]
    public async Task With_histories_that_do_not_name_their_delivery_it_does_not_count()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(Retry);
        app.Simulator.OnRequest = request => Task.FromResult(request.Url.AbsolutePath.Contains("/history", StringComparison.Ordinal)
            ? StubHttpHandler.Json(HttpStatusCode.OK, """[{"type":"WorkflowExecutionStarted","attributes":{"secret":"input"}}]""")
            : null);
        var accepted = await app.LoseOneBetweenTwoAsync();
        await app.PassAsync(TimeSpan.FromHours(2));

        Assert.Equal("InDoubt", await app.StatusAsync(accepted));
        Assert.Contains("does not name its delivery", await app.ReasonAsync(accepted), StringComparison.Ordinal);
        Assert.Equal(3, app.Simulator.Executes);
    }

    [Fact]
    public async Task With_a_list_that_breaks_off_it_does_not_count()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(Retry);
        var accepted = await app.LoseOneBetweenTwoAsync();
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
        var accepted = await app.LoseOneBetweenTwoAsync();
        await app.Simulator.StartForeignAsync();
        await app.Simulator.FaultAsync("""[{"on":"history","status":500}]""");
        await app.PassAsync(TimeSpan.FromHours(2));

        Assert.Equal("InDoubt", await app.StatusAsync(accepted));
        Assert.Contains("history", await app.ReasonAsync(accepted), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_no_later_execution_in_sight_it_counts_after_an_hour_only()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(Hold);
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
        await using var app = await TestApp.StartWithSimulatorAsync(Hold + "\"settle\": \"00:30:00\",");
        var accepted = await app.LoseOneBetweenTwoAsync();

        await app.PassAsync(TimeSpan.FromMinutes(29));
        Assert.Equal("InDoubt", await app.StatusAsync(accepted));
        Assert.Contains("may not show its execution yet", await app.ReasonAsync(accepted), StringComparison.Ordinal);
        await app.PassAsync(TimeSpan.FromMinutes(3));
        Assert.Equal("DeadLettered", await app.StatusAsync(accepted));
    }

    [Fact]
    public async Task Where_ISC_was_seen_to_be_slow_it_counts_after_three_times_that()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(Hold, completeAfter: "10:00:00");
        await app.Simulator.FaultAsync("""[{"on":"visibility","delaySeconds":600,"times":1}]""");
        await app.DeliverAsync("slow");
        await app.PassAsync(TimeSpan.FromMinutes(25));
        var accepted = await app.LoseOneBetweenTwoAsync();

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

    [Fact]
    public async Task A_later_execution_of_ours_counts_from_the_end_of_the_lease_where_the_attempts_process_ended()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(Hold);
        await app.DeliverSeenAsync("known");
        app.Simulator.OnRequest = CallIsNeverAnswered(app);
        var accepted = await app.DeliverAsync("event");
        Assert.Equal("Dispatching", accepted.GetProperty("status").GetString());

        // Longer than a call may take, and yet the process may have been paused before it: the lease ends after 75 seconds.
        app.Time.Advance(TimeSpan.FromSeconds(40));
        await app.DeliverAsync("later");
        await app.PassAsync(Lease + Settle + (2 * Minute));
        Assert.Equal("InDoubt", await app.StatusAsync(accepted));
        Assert.Contains("no later execution of ours", await app.ReasonAsync(accepted), StringComparison.Ordinal);

        await app.DeliverAsync("after the lease");
        await app.PassAsync(6 * Minute);
        Assert.Equal("DeadLettered", await app.StatusAsync(accepted));
    }

    [Fact]
    public async Task A_foreign_execution_that_never_shows_an_input_speaks_against_it_for_an_hour_only()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(Hold);
        var accepted = await app.LoseOneBetweenTwoAsync();
        await app.Simulator.StartForeignAsync();
        var foreign = IdsOf(await app.Simulator.ExecutionsAsync())[^1];
        app.Simulator.OnRequest = request => Task.FromResult(request.Url.AbsolutePath.Contains($"{foreign}/history", StringComparison.Ordinal)
            ? StubHttpHandler.Json(HttpStatusCode.OK, """[{"type":"WorkflowExecutionStarted","attributes":{}}]""")
            : null);

        await app.PassAsync(TimeSpan.FromMinutes(55));
        Assert.Equal("InDoubt", await app.StatusAsync(accepted));
        Assert.Contains("does not show the input", await app.ReasonAsync(accepted), StringComparison.Ordinal);
        await app.PassAsync(TimeSpan.FromMinutes(12));
        Assert.Equal("DeadLettered", await app.StatusAsync(accepted));
    }

    private static Func<StubHttpHandler.Request, Task<HttpResponseMessage?>> CallIsNeverAnswered(TestApp app)
    {
        var lost = false;
        return async request =>
        {
            if (lost || !request.Url.AbsolutePath.Contains("/execute/", StringComparison.Ordinal))
                return null;
            lost = true;
            // The sender's budget ends while the call still waits, for ever.
            _ = Task.Run(() => app.Time.Advance(TimeSpan.FromSeconds(2)));
            await new TaskCompletionSource().Task;
            return null;
        };
    }

    private static async Task<JsonElement[]> ExecutionsOfAsync(TestApp app, JsonElement accepted) =>
        [.. (await app.Simulator.ExecutionsAsync()).Where(each =>
            each.GetProperty("input").GetProperty("_deliveryId").GetString() == accepted.GetProperty("deliveryId").GetString())];
}
