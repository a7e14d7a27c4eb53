using TriggerBridge.Tests.Testing;
using static TriggerBridge.Tests.Tracking.TrackingApp;

namespace TriggerBridge.Tests.Tracking;

/// <summary>ISC shows an execution only after it was taken as missing.</summary>
public sealed class LateShowUpTests
{
    private const string RunsUnansweredAndUnseen =
        """[{"on":"execute","executeThenDrop":true,"times":1},{"on":"visibility","delaySeconds":1800,"times":1}]""";

    [Fact]
    public async Task Held_as_a_dead_letter_it_is_found_an_hour_later()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(Hold, completeAfter: "10:00:00");
        var accepted = await app.LoseOneBetweenTwoAsync(RunsUnansweredAndUnseen);
        await app.PassAsync(Lease + Settle);
        Assert.Equal("DeadLettered", await app.StatusAsync(accepted));

        await app.PassAsync(TimeSpan.FromMinutes(50));
        Assert.Equal("DeadLettered", await app.StatusAsync(accepted));
        await app.PassAsync(TimeSpan.FromMinutes(11));

        Assert.Equal("Started", await app.StatusAsync(accepted));
        Assert.Equal(3, app.Simulator.Executes);
    }

    [Fact]
    public async Task Taken_as_missing_it_is_found_although_what_was_sent_in_its_place_ended_as_a_dead_letter()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(Retry, completeAfter: "10:00:00");
        var accepted = await app.LoseOneBetweenTwoAsync(RunsUnansweredAndUnseen);
        await app.Simulator.FaultAsync("""[{"on":"execute","status":400,"times":1}]""");
        await app.PassAsync(Lease + Settle + Minute);
        Assert.Equal("DeadLettered", await app.StatusAsync(accepted));

        await app.PassAsync(TimeSpan.FromMinutes(62));

        Assert.Equal("Started", await app.StatusAsync(accepted));
    }

    [Fact]
    public async Task A_look_that_ISC_did_not_answer_is_made_again()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(Hold, completeAfter: "10:00:00");
        var accepted = await app.LoseOneBetweenTwoAsync(RunsUnansweredAndUnseen);
        await app.PassAsync(Lease + Settle);
        await app.Simulator.FaultAsync("""[{"on":"list","status":500}]""");
        await app.PassAsync(TimeSpan.FromMinutes(62));
        Assert.Equal("DeadLettered", await app.StatusAsync(accepted));

        await app.Simulator.ClearFaultsAsync();
        await app.PassAsync(TimeSpan.FromMinutes(6));
        Assert.Equal("Started", await app.StatusAsync(accepted));
    }

    [Fact]
    public async Task Where_an_earlier_attempt_shows_up_the_later_one_that_is_in_doubt_is_looked_for_too()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(Retry, completeAfter: "2.00:00:00");
        var accepted = await app.LoseOneBetweenTwoAsync(RunsUnansweredAndUnseen);
        await app.Simulator.FaultAsync("""[{"on":"execute","executeThenDrop":true,"times":1},{"on":"visibility","delaySeconds":7200,"times":1}]""");
        await app.PassAsync(TimeSpan.FromMinutes(40));
        var delivery = await app.DeliveryAsync(accepted);
        Assert.Equal("Started", delivery.GetProperty("status").GetString());
        Assert.False(delivery.GetProperty("duplicateExecution").GetBoolean());

        await app.PassAsync(TimeSpan.FromHours(25), each: TimeSpan.FromMinutes(15));

        var (first, second) = await ExecutionsOfEventAsync(app, accepted);
        Assert.True((await app.DeliveryAsync(accepted)).GetProperty("duplicateExecution").GetBoolean());
        Assert.Equal(first.Id, ExecutionOf(await app.DeliveryAsync(accepted)));
        Assert.Equal("Canceled", second.Status);
    }

    [Fact]
    public async Task Never_shown_it_is_looked_up_after_an_hour_and_a_day_and_no_more()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(Hold, completeAfter: "00:00:01");
        await app.DeliverSeenAsync("known");
        var accepted = await app.DeliverInDoubtAsync("event", IsLost);
        app.Time.Advance(TimeSpan.FromSeconds(10));
        await app.DeliverAsync("later");
        await app.PassAsync(Lease + Settle);
        var lists = app.Simulator.Lists;

        await app.PassAsync(TimeSpan.FromHours(3), each: TimeSpan.FromMinutes(10));
        Assert.Equal(lists + 2, app.Simulator.Lists);
        await app.PassAsync(TimeSpan.FromHours(30), each: TimeSpan.FromHours(1));

        Assert.Equal(lists + 4, app.Simulator.Lists);
        var delivery = await app.DeliveryAsync(accepted);
        Assert.Equal("DeadLettered", delivery.GetProperty("status").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, delivery.GetProperty("nextDueAt").ValueKind);
    }

    [Fact]
    public async Task Sent_again_both_are_recorded_and_the_later_one_is_cancelled()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(Retry, completeAfter: "10:00:00");
        var accepted = await app.LoseOneBetweenTwoAsync(RunsUnansweredAndUnseen);
        await app.PassAsync(Lease + Settle + Minute);
        Assert.Equal(4, app.Simulator.Executes);

        await app.PassAsync(TimeSpan.FromMinutes(62));

        var delivery = await app.DeliveryAsync(accepted);
        var (first, second) = await ExecutionsOfEventAsync(app, accepted);
        Assert.True(delivery.GetProperty("duplicateExecution").GetBoolean());
        Assert.Equal([first.Id, second.Id], delivery.GetProperty("attempts").EnumerateArray().Select(each => each.GetProperty("workflowExecutionId").GetString()!));
        Assert.Equal(1, app.Simulator.Cancels);
        Assert.Equal("Canceled", second.Status);
        Assert.Equal(first.Id, ExecutionOf(delivery));
        Assert.Equal("Started", delivery.GetProperty("status").GetString());

        await app.PassAsync(TimeSpan.FromHours(10), each: TimeSpan.FromMinutes(15));
        Assert.Equal("Completed", await app.StatusAsync(accepted));
    }

    [Fact]
    public async Task Sent_again_and_ended_the_later_one_stays_what_the_delivery_came_to()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(Retry, completeAfter: "00:05:00");
        var accepted = await app.LoseOneBetweenTwoAsync(RunsUnansweredAndUnseen);
        await app.PassAsync(TimeSpan.FromMinutes(90));

        var delivery = await app.DeliveryAsync(accepted);
        Assert.Equal("Completed", delivery.GetProperty("status").GetString());
        Assert.True(delivery.GetProperty("duplicateExecution").GetBoolean());
        Assert.Equal(0, app.Simulator.Cancels);
    }

    [Fact]
    public async Task What_a_person_has_sent_again_is_recorded_and_not_cancelled()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(Retry + "\"retry\": { \"max\": \"00:01:00\", \"giveUpAfter\": \"00:10:00\" },", completeAfter: "10:00:00");
        var accepted = await app.LoseOneBetweenTwoAsync(RunsUnansweredAndUnseen);
        await app.PassAsync(Lease + Settle);
        Assert.Equal("DeadLettered", await app.StatusAsync(accepted));
        using var answer = await app.PostAsOperatorAsync($"/api/deliveries/{TestApp.Bridge}/{accepted.Id()}/replay", "{}");
        answer.EnsureSuccessStatusCode();

        await app.PassAsync(TimeSpan.FromMinutes(63));

        var delivery = await app.DeliveryAsync(accepted);
        Assert.Equal("Started", delivery.GetProperty("status").GetString());
        Assert.True(delivery.GetProperty("duplicateExecution").GetBoolean());
        Assert.All(delivery.GetProperty("attempts").EnumerateArray(), attempt => Assert.NotNull(attempt.GetProperty("workflowExecutionId").GetString()));
        Assert.Equal(0, app.Simulator.Cancels);
    }

    [Fact]
    public async Task A_cancel_that_does_not_come_through_is_tried_again()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(Retry, completeAfter: "10:00:00");
        var accepted = await app.LoseOneBetweenTwoAsync(RunsUnansweredAndUnseen);
        await app.Simulator.FaultAsync("""[{"on":"cancel","status":500,"times":1}]""");
        await app.PassAsync(Lease + Settle + TimeSpan.FromMinutes(64));

        var (_, second) = await ExecutionsOfEventAsync(app, accepted);
        Assert.Equal(2, app.Simulator.Cancels);
        Assert.Equal("Canceled", second.Status);
    }

    [Fact]
    public async Task Where_nobody_can_ask_about_the_later_one_any_more_the_delivery_ends_when_ISC_has_archived_it()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(Retry, completeAfter: "10:00:00");
        var accepted = await app.LoseOneBetweenTwoAsync(RunsUnansweredAndUnseen);
        await app.PassAsync(Lease + Settle + Minute);
        await app.Simulator.FaultAsync("""[{"on":"get","status":403}]""");
        await app.PassAsync(TimeSpan.FromMinutes(62));
        await app.Simulator.FaultAsync("""[{"on":"get","status":403},{"on":"list","status":403}]""");

        await app.PassAsync(TimeSpan.FromDays(92), each: TimeSpan.FromHours(12));

        var delivery = await app.DeliveryAsync(accepted);
        Assert.Equal("Started", delivery.GetProperty("status").GetString());
        Assert.StartsWith("ISC has archived the execution; its end was not seen.", delivery.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Contains("how this one ended could not be found out", delivery.GetProperty("attempts")[1].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seen_while_another_is_looked_for_it_is_recorded_before_its_own_look()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(Hold, completeAfter: "10:00:00", settings: "TriggerBridge:WindowMargin=00:20:00");
        var accepted = await app.LoseOneBetweenTwoAsync(RunsUnansweredAndUnseen);
        await app.PassAsync(TimeSpan.FromMinutes(19));
        Assert.Equal("DeadLettered", await app.StatusAsync(accepted));

        await app.DeliverInDoubtAsync("another", IsLost);
        await app.PassAsync(TimeSpan.FromMinutes(20));
        Assert.Equal("Started", await app.StatusAsync(accepted));
    }

    private static async Task<(Run First, Run Second)> ExecutionsOfEventAsync(TestApp app, System.Text.Json.JsonElement accepted)
    {
        var runs = (await app.Simulator.ExecutionsAsync())
            .Where(each => each.GetProperty("input").GetProperty("_deliveryId").GetString() == accepted.GetProperty("deliveryId").GetString())
            .Select(each => new Run(each.GetProperty("id").GetString()!, each.GetProperty("status").GetString()!))
            .ToArray();
        Assert.Equal(2, runs.Length);
        return (runs[0], runs[1]);
    }

    private sealed record Run(string Id, string Status);
}
