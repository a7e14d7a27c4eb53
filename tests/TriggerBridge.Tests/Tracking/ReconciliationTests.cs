using System.Net;
using TriggerBridge.Ledger;
using TriggerBridge.Tests.Testing;
using static TriggerBridge.Tests.Tracking.TrackingApp;

namespace TriggerBridge.Tests.Tracking;

public sealed class ReconciliationTests
{
    [Theory]
    [InlineData(RunsUnanswered)]
    [InlineData("""[{"on":"execute","executeThenStatus":504,"times":1}]""")]
    [InlineData("""[{"on":"execute","executeThenStatus":503,"retryAfter":2,"times":1}]""")]
    public async Task What_ran_without_an_answer_is_found(string fault)
    {
        await using var app = await TestApp.StartWithSimulatorAsync();
        var accepted = await app.DeliverInDoubtAsync("event", fault);

        await app.TickAsync(Lease);

        var delivery = await app.DeliveryAsync(accepted);
        Assert.Equal("Started", delivery.GetProperty("status").GetString());
        Assert.Equal(Assert.Single(IdsOf(await app.Simulator.ExecutionsAsync())), ExecutionOf(delivery));
        var attempt = Assert.Single(delivery.GetProperty("attempts").EnumerateArray().ToArray());
        Assert.Equal("Started", attempt.GetProperty("outcome").GetString());
        Assert.Contains("Found in ISC", attempt.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_history_that_does_not_show_its_input_yet_is_looked_at_again()
    {
        await using var app = await TestApp.StartWithSimulatorAsync();
        var accepted = await app.DeliverInDoubtAsync("event", RunsUnanswered);
        app.Simulator.OnRequest = request => Task.FromResult(request.Url.AbsolutePath.Contains("/history", StringComparison.Ordinal)
            ? StubHttpHandler.Json(HttpStatusCode.OK, """[{"type":"WorkflowExecutionStarted","attributes":{}}]""")
            : null);
        await app.TickAsync(Lease);
        Assert.Equal("InDoubt", await app.StatusAsync(accepted));

        app.Simulator.OnRequest = _ => Task.FromResult<HttpResponseMessage?>(null);
        await app.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal("Started", await app.StatusAsync(accepted));
    }

    [Fact]
    public async Task What_was_found_is_followed_to_its_end()
    {
        await using var app = await TestApp.StartWithSimulatorAsync();
        var accepted = await app.DeliverInDoubtAsync("event", RunsUnanswered);
        await app.PassAsync(TimeSpan.FromMinutes(30));
        Assert.Equal("Completed", await app.StatusAsync(accepted));
    }

    [Fact]
    public async Task Nothing_is_asked_before_the_lease_ends()
    {
        await using var app = await TestApp.StartWithSimulatorAsync();
        await app.DeliverInDoubtAsync("event", RunsUnanswered);
        await app.TickAsync(Lease - TimeSpan.FromSeconds(1));
        Assert.Equal(0, app.Simulator.Lists);
    }

    [Fact]
    public async Task A_process_that_ended_after_the_call_is_found_too()
    {
        await using var app = await TestApp.StartWithSimulatorAsync();
        app.Simulator.OnRequest = AnswerIsLostWithItsProcess(app);
        var accepted = await app.DeliverAsync("event");
        Assert.Equal("Dispatching", accepted.GetProperty("status").GetString());

        await app.TickAsync(Lease);
        Assert.Equal("InDoubt", await app.StatusAsync(accepted));
        await app.TickAsync(TimeSpan.FromSeconds(10));

        Assert.Equal("Started", await app.StatusAsync(accepted));
        Assert.Single(await app.Simulator.ExecutionsAsync());
    }

    [Fact]
    public async Task All_doubts_of_a_workflow_are_resolved_by_one_list()
    {
        await using var app = await TestApp.StartWithSimulatorAsync();
        for (var n = 0; n < 2; n++)
            await app.DeliverInDoubtAsync($"event-{n}", RunsUnanswered);

        await app.TickAsync(Lease);

        // A page and the empty one after it.
        Assert.Equal(2, app.Simulator.Lists);
        Assert.Equal(2, app.Simulator.Histories);
        var deliveries = (await app.GetAsync("/api/deliveries")).GetProperty("items").EnumerateArray().ToArray();
        Assert.All(deliveries, delivery => Assert.Equal("Started", delivery.GetProperty("status").GetString()));
        Assert.Equal(2, deliveries.Select(ExecutionOf).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_history_is_read_once_whoever_it_belongs_to()
    {
        await using var app = await TestApp.StartWithSimulatorAsync();
        await app.DeliverSeenAsync("known");
        for (var n = 0; n < 5; n++)
            await app.Simulator.StartForeignAsync();
        await app.DeliverInDoubtAsync("event", IsLost);

        await app.TickAsync(Lease);
        Assert.Equal(5, app.Simulator.Histories);
        var lists = app.Simulator.Lists;
        await app.PassAsync(TimeSpan.FromMinutes(5));

        Assert.True(app.Simulator.Lists > lists);
        Assert.Equal(5, app.Simulator.Histories);
    }

    [Fact]
    public async Task What_this_process_has_started_is_known_without_its_history()
    {
        await using var app = await TestApp.StartWithSimulatorAsync();
        await app.DeliverInDoubtAsync("event", RunsUnanswered);
        for (var n = 0; n < 5; n++)
            await app.DeliverAsync($"later-{n}");

        await app.TickAsync(Lease);

        Assert.Equal(1, app.Simulator.Histories);
    }

    [Fact]
    public async Task What_two_bridges_may_have_started_is_left_to_neither()
    {
        await using var app = await TestApp.StartWithSimulatorAsync();
        var accepted = await app.DeliverInDoubtAsync("event", RunsUnanswered);
        await app.RecordAsync(Sample.Claimed("other", accepted.Id()));

        await app.PassAsync(TimeSpan.FromHours(2));

        Assert.Equal("InDoubt", await app.StatusAsync(accepted));
        Assert.Contains("another bridge", await app.ReasonAsync(accepted), StringComparison.Ordinal);
        Assert.Null((await app.FindAsync(accepted.Id(), "other")).WorkflowExecutionId);
    }

    [Fact]
    public async Task What_a_removed_bridge_left_in_doubt_is_found_too()
    {
        await using var app = await TestApp.StartWithSimulatorAsync();
        var accepted = await app.DeliverInDoubtAsync("event", RunsUnanswered);
        await app.RestartAsync("other");
        await app.TickAsync(TimeSpan.FromHours(1) + Lease);
        Assert.Equal("Started", await app.StatusAsync(accepted));
    }

    [Fact]
    public async Task A_doubt_is_looked_up_in_the_workflow_that_was_called_and_not_in_the_one_of_before()
    {
        await using var app = await TestApp.StartWithSimulatorAsync();
        var moved = Sample.Received(TestApp.Bridge) with { WorkflowId = "before" };
        await app.RecordAsync(moved with { Work = moved.Due(WorkKind.Dispatch, Sample.Noon) });
        await app.Simulator.FaultAsync(RunsUnanswered);
        await app.TickAsync(TimeSpan.Zero);
        Assert.Equal(DeliveryStatus.InDoubt, (await app.FindAsync(moved.DeliveryId)).Status);

        await app.TickAsync(Lease);

        Assert.Equal(DeliveryStatus.Started, (await app.FindAsync(moved.DeliveryId)).Status);
    }

    [Theory]
    [InlineData("""{"_deliveryId":"0123456789abcdef0123456789abcdef","_attempt":1}""")]
    [InlineData("""{"_deliveryId":{"a":1},"_attempt":[]}""")]
    [InlineData("\"text\"")]
    public async Task What_others_started_is_not_taken_for_ours(string input)
    {
        await using var app = await TestApp.StartWithSimulatorAsync();
        await app.Simulator.StartForeignAsync(input);
        var accepted = await app.DeliverInDoubtAsync("event", IsLost);
        await app.TickAsync(Lease);
        Assert.Equal("InDoubt", await app.StatusAsync(accepted));
    }

    [Fact]
    public async Task A_wrong_clock_of_ISC_is_noticed_and_the_right_window_read()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(iscAhead: TimeSpan.FromHours(2));
        var accepted = await app.DeliverInDoubtAsync("event", RunsUnanswered);
        await app.TickAsync(Lease);
        Assert.Equal("Started", await app.StatusAsync(accepted));
    }

    [Fact]
    public async Task An_ISC_that_cannot_be_read_postpones_and_the_tick_goes_on()
    {
        await using var app = await TestApp.StartWithSimulatorAsync();
        var accepted = await app.DeliverInDoubtAsync("event", RunsUnanswered);
        await app.Simulator.FaultAsync("""[{"on":"list","drop":true}]""");
        await app.TickAsync(Lease);
        Assert.Equal("InDoubt", await app.StatusAsync(accepted));

        await app.Simulator.ClearFaultsAsync();
        await app.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal("Started", await app.StatusAsync(accepted));
    }

    [Fact]
    public async Task With_correlate_false_hold_decides_at_the_leases_end()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(Hold, workflow: ", \"correlate\": false");
        var accepted = await app.DeliverInDoubtAsync("event", RunsUnanswered);
        await app.TickAsync(Lease);

        Assert.Equal("DeadLettered", await app.StatusAsync(accepted));
        Assert.Contains("correlate", await app.ReasonAsync(accepted), StringComparison.Ordinal);
        Assert.Equal(0, app.Simulator.Lists);
    }

    [Fact]
    public async Task Without_a_read_credential_hold_decides_at_the_leases_end()
    {
        await using var app = await TestApp.StartAsync(Hold);
        app.Tenant.NextExecuteBreaks();
        var accepted = await app.DeliverAsync("event");
        await app.TickAsync(Lease);

        Assert.Equal("DeadLettered", await app.StatusAsync(accepted));
        Assert.Contains("no read credential", await app.ReasonAsync(accepted), StringComparison.Ordinal);
        Assert.Single(app.Tenant.Inputs);
    }

    [Fact]
    public async Task Without_a_read_credential_retry_sends_again_at_the_leases_end()
    {
        await using var app = await TestApp.StartAsync(Retry);
        app.Tenant.NextExecuteBreaks();
        var accepted = await app.DeliverAsync("event");
        await app.TickAsync(Lease);
        await app.TickAsync(TimeSpan.FromSeconds(10));

        Assert.Equal("Started", await app.StatusAsync(accepted));
        Assert.Equal([1, 2], app.Tenant.Inputs.Select(input => input.GetProperty("_attempt").GetInt32()).ToArray());
    }

    private static Func<StubHttpHandler.Request, Task<HttpResponseMessage?>> AnswerIsLostWithItsProcess(TestApp app)
    {
        var lost = false;
        return async request =>
        {
            if (lost || !request.Url.AbsolutePath.Contains("/execute/", StringComparison.Ordinal))
                return null;
            lost = true;
            await app.Simulator.SendAsync(request);
            // The sender's budget ends while the call still waits, for ever.
            _ = Task.Run(() => app.Time.Advance(TimeSpan.FromSeconds(2)));
            await new TaskCompletionSource().Task;
            return new HttpResponseMessage(HttpStatusCode.OK);
        };
    }
}
