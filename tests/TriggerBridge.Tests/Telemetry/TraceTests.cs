using System.Diagnostics;
using System.Net;
using TriggerBridge.Tests.Polling;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Tests.Tracking;

namespace TriggerBridge.Tests.Telemetry;

/// <summary>What a trace shows of a delivery's way, in the words of OpenTelemetry's conventions for messaging.</summary>
public sealed class TraceTests
{
    [Fact]
    public async Task A_delivery_is_verified_mapped_and_dispatched_in_the_senders_trace()
    {
        await using var app = await TestApp.StartAsync();
        using var trace = new RecordedActivities();
        var id = await DeliverAsync(app, trace);

        var (verify, map, dispatch) = (trace["verify github"], trace["map github"], trace["dispatch github"]);
        Assert.Equal([ActivityKind.Internal, ActivityKind.Internal, ActivityKind.Producer], [verify.Kind, map.Kind, dispatch.Kind]);
        Assert.All([verify, map, dispatch], step =>
        {
            Assert.Equal(trace.Accept.SpanId, step.ParentSpanId);
            Assert.Equal("triggerbridge", step.GetTagItem("messaging.system"));
            Assert.Equal(step.DisplayName.Split(' ')[0], step.GetTagItem("messaging.operation.name"));
            Assert.Equal("github", step.GetTagItem("messaging.destination.name"));
            Assert.Equal(ActivityStatusCode.Unset, step.Status);
            Assert.Null(step.GetTagItem("error.type"));
        });
        Assert.Equal("send", dispatch.GetTagItem("messaging.operation.type"));
        Assert.Equal(("Started", 1), (dispatch.GetTagItem("triggerbridge.outcome"), dispatch.GetTagItem("triggerbridge.attempt")));
        Assert.All([map, dispatch, trace.Accept], step => Assert.Equal(id, step.GetTagItem("messaging.message.id")));
        Assert.Equal("github", trace.Accept.GetTagItem("messaging.destination.name"));
    }

    [Fact]
    public async Task A_refused_signature_is_an_error_and_the_trace_ends_there()
    {
        await using var app = await TestApp.StartAsync();
        using var trace = new RecordedActivities();
        using var answer = await app.PostAsync("event", secret: "another", adjust: request => request.Headers.Add("traceparent", trace.TraceParent));

        AssertFailed("NotVerified", trace["verify github"]);
        Assert.DoesNotContain("map github", trace.Names);
    }

    [Theory]
    [InlineData("""{"user":{}}""", "NotMapped")]
    [InlineData("no JSON", "NotParsable")]
    public async Task A_mapping_that_fails_is_an_error(string body, string type)
    {
        await using var app = await TestApp.StartAsync();
        using var trace = new RecordedActivities();
        using var answer = await app.PostAsync("event", body, adjust: request => request.Headers.Add("traceparent", trace.TraceParent));

        AssertFailed(type, trace["map github"]);
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests, "NotStarted")]
    [InlineData(HttpStatusCode.InternalServerError, "InDoubt")]
    [InlineData(HttpStatusCode.BadRequest, "Rejected")]
    public async Task A_call_that_ISC_does_not_take_is_an_error(HttpStatusCode status, string type)
    {
        await using var app = await TestApp.StartAsync();
        app.Tenant.NextExecute(status, "{}");
        using var trace = new RecordedActivities();
        await DeliverAsync(app, trace);

        AssertFailed(type, trace["dispatch github"]);
    }

    [Fact]
    public async Task Following_an_execution_names_its_bridge_its_workflow_and_its_delivery()
    {
        await using var app = await TestApp.StartWithSimulatorAsync();
        var accepted = await app.DeliverAsync("event");
        using var trace = new RecordedActivities();
        await app.TickAsync(TrackingApp.Minute);

        var track = trace["track github"];
        Assert.Equal(ActivityKind.Internal, track.Kind);
        Assert.Equal("github", track.GetTagItem("messaging.destination.name"));
        Assert.Equal("workflow", track.GetTagItem("triggerbridge.workflow.id"));
        Assert.Equal(accepted.GetProperty("deliveryId").GetString(), track.GetTagItem("messaging.message.id"));
    }

    [Fact]
    public async Task A_poll_says_how_many_items_it_read_and_how_many_were_new()
    {
        await using var app = await TestApp.StartPollAsync(PollText.Good);
        app.Source.Add(3, Sample.Noon.AddHours(-2));
        using var trace = new RecordedActivities();
        await app.PollAsync(TimeSpan.Zero);

        var poll = trace["poll github"];
        Assert.Equal((ActivityKind.Client, "receive"), (poll.Kind, poll.GetTagItem("messaging.operation.type")));
        Assert.Equal((3L, 3L), (poll.GetTagItem("triggerbridge.poll.items"), poll.GetTagItem("triggerbridge.poll.new")));
        Assert.Equal(ActivityStatusCode.Unset, poll.Status);
    }

    [Fact]
    public async Task A_poll_that_fails_is_an_error()
    {
        await using var app = await TestApp.StartPollAsync(PollText.Good);
        app.Source.On = _ => StubHttpHandler.Json(HttpStatusCode.InternalServerError, "{}");
        using var trace = new RecordedActivities();
        await app.PollAsync(TimeSpan.Zero);

        AssertFailed("PollFailed", trace["poll github"]);
        Assert.Equal("The source answered 500.", trace["poll github"].StatusDescription);
    }

    private static void AssertFailed(string type, Activity step)
    {
        Assert.Equal(ActivityStatusCode.Error, step.Status);
        Assert.Equal(type, step.GetTagItem("error.type"));
    }

    /// <returns>The delivery's id.</returns>
    private static async Task<string> DeliverAsync(TestApp app, RecordedActivities trace)
    {
        using var answer = await app.PostAsync("event", adjust: request => request.Headers.Add("traceparent", trace.TraceParent));
        answer.EnsureSuccessStatusCode();
        return Assert.Single(await app.DeliveriesAsync()).GetProperty("deliveryId").GetString()!;
    }
}
