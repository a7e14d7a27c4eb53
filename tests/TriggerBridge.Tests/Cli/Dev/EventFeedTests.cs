using TriggerBridge.Cli.Dev;

namespace TriggerBridge.Tests.Cli.Dev;

public sealed class EventFeedTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 9, 0, 0, TimeSpan.Zero);

    private readonly EventFeed _feed = new();

    [Theory]
    [InlineData(202, """{"deliveryId":"a","status":"Started","workflowExecutionId":"x"}""", "accepted")]
    [InlineData(202, """{"deliveryId":"a","status":"Received"}""", "accepted")]
    [InlineData(202, """{"deliveryId":"a","status":"Filtered"}""", "filtered")]
    [InlineData(200, """{"deliveries":[{"deliveryId":"a","status":"Unrouted","bridge":"github-app"}]}""", "unrouted")]
    [InlineData(200, """{"deliveryId":"a","status":"Completed","workflowExecutionId":"x"}""", "duplicate")]
    [InlineData(200, """{"deliveryId":"a","status":"Completed","sameContent":true}""", "captured")]
    [InlineData(200, "", "200")]
    [InlineData(401, """{"status":401,"detail":"The request is not verified."}""", "401")]
    public void An_answer_is_one_word(int status, string answer, string verdict) => Assert.Equal(verdict, Assert.Single(Answer(status, answer)).Verdict);

    [Fact]
    public void The_same_event_again_is_a_duplicate_whatever_it_was()
    {
        const string filtered = """{"deliveryId":"a","status":"Filtered"}""";
        Answer(202, filtered);

        Assert.Equal("duplicate", Assert.Single(Answer(200, filtered)).Verdict);
        Assert.Equal(["duplicate", "accepted"], Answer(202, """{"deliveries":[{"deliveryId":"a","status":"Filtered"},{"deliveryId":"b","status":"Received"}]}""").Select(line => line.Verdict));
    }

    [Fact]
    public void Each_bridge_of_a_source_has_a_line()
    {
        var lines = Answer(202, """{"deliveries":[{"deliveryId":"a","status":"Started","bridge":"leavers"},{"deliveryId":"a","status":"Started","bridge":"movers"}]}""", "github-app").ToList();

        Assert.Equal([("leavers", "accepted"), ("movers", "accepted")], lines.Select(line => (line.Bridge, line.Verdict)));
        Assert.Equal(("movers", "a"), _feed.Last);
    }

    [Theory]
    [InlineData(404, "leaver", "no bridge has this address; did you mean leavers?")]
    [InlineData(404, "payroll", "no bridge has this address")]
    [InlineData(503, "leavers", "The bridge is disabled.")]
    [InlineData(401, "leavers", "not verified")]
    public void A_refusal_says_why(int status, string name, string detail)
    {
        var line = Assert.Single(Answer(status, """{"title":"x","status":503,"detail":"The bridge is disabled."}""", name));

        Assert.Equal((detail, true), (line.Detail, line.IsRefused));
    }

    [Fact]
    public void What_became_of_an_event_is_told_once()
    {
        Answer(202, """{"deliveryId":"a","status":"Received"}""");

        Assert.Empty(Seen("Received"));
        Assert.Empty(Seen("Dispatching"));
        Assert.Equal(("Started", "x"), StatusOf(Assert.Single(Seen("Started", "x"))));
        Assert.Empty(Seen("Started", "x"));
        var end = Assert.Single(Seen("Completed", "x"));
        Assert.Equal(("Completed", true, TimeSpan.FromSeconds(3)), (end.Status, end.IsLater, end.Took));
        Assert.Empty(Seen("Completed", "x"));
    }

    [Fact]
    public void Trouble_is_told_with_its_reason()
    {
        Answer(202, """{"deliveryId":"a","status":"Received"}""");

        var line = Assert.Single(_feed.Of([Delivery("RetryScheduled") with { Reason = "check enabled flag" }], Now));

        Assert.Equal(("RetryScheduled", "check enabled flag"), (line.Status, line.Detail));
    }

    [Theory]
    [InlineData("DeadLettered", "leavers.js line 1, column 5: Error: no manager")]
    [InlineData("Received", "It waits for an earlier delivery of the same key.")]
    public void Why_an_event_did_not_start_anything_is_told_once_although_its_sender_was_not_told(string status, string reason)
    {
        Answer(202, $$"""{"deliveryId":"a","status":"{{status}}"}""");
        var seen = Delivery(status) with { Reason = reason };

        Assert.Equal((status, reason), Assert.Single(_feed.Of([seen], Now)) is var line ? (line.Status, line.Detail) : default);
        Assert.Empty(_feed.Of([seen], Now));
    }

    [Fact]
    public void What_no_sender_was_answered_is_told_from_the_ledger_when_its_answer_is_surely_over()
    {
        Assert.Empty(_feed.Of([Delivery("Started")], Now.AddSeconds(1)));
        Assert.Equal("recorded", Assert.Single(_feed.Of([Delivery("Started")], Now.AddSeconds(10))).Verdict);
    }

    [Fact]
    public void What_was_there_before_is_not_told()
    {
        _feed.Skip([Delivery("Completed")]);

        Assert.Empty(_feed.Of([Delivery("Completed")], Now.AddSeconds(10)));
        Assert.Null(_feed.Last);
    }

    private static (string?, string?) StatusOf(DevEvent line) => (line.Status, line.Execution);

    private IEnumerable<DevEvent> Answer(int status, string answer, string name = "leavers") =>
        _feed.Of(new Recording(Now, "POST", name, "", [], [], status, 12, answer), ["leavers", "movers"]);

    private List<DevEvent> Seen(string status, string? execution = null) => [.. _feed.Of([Delivery(status, execution)], Now)];

    private static SeenDelivery Delivery(string status, string? execution = null) => new("leavers", "a", EventType: null, status, Reason: null, execution, Now, Now.AddSeconds(3));
}
