using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using TriggerBridge.Ledger;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Flows.DueWork;

public sealed class DueWorkSweepTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(75);

    [Fact]
    public async Task What_ISC_throttled_is_sent_again_when_ISC_allows_it()
    {
        await using var app = await TestApp.StartAsync();
        app.Tenant.NextExecute(HttpStatusCode.TooManyRequests, """{"message":"slow down"}""", retryAfter: 30);
        var accepted = await app.DeliverAsync("event");
        Assert.Equal("RetryScheduled", accepted.GetProperty("status").GetString());

        await app.TickAsync(TimeSpan.FromSeconds(29));
        Assert.Single(app.Tenant.Inputs);
        await app.TickAsync(TimeSpan.FromSeconds(1));

        var delivery = await app.DeliveryAsync(accepted);
        Assert.Equal("Started", delivery.GetProperty("status").GetString());
        Assert.Equal([1, 2], app.Tenant.Inputs.Select(input => input.GetProperty("_attempt").GetInt32()).ToArray());
        Assert.Equal([429, 200], delivery.GetProperty("attempts").EnumerateArray().Select(attempt => attempt.GetProperty("httpStatus").GetInt32()).ToArray());
    }

    [Fact]
    public async Task A_disabled_workflow_is_tried_again_later()
    {
        await using var app = await TestApp.StartAsync();
        app.Tenant.NextExecute(HttpStatusCode.OK, """{"message":"Workflow was not executed externally. Check enabled flag on workflow definition"}""");
        var accepted = await app.DeliverAsync("event");
        Assert.Equal("RetryScheduled", accepted.GetProperty("status").GetString());

        await app.TickAsync(TimeSpan.FromSeconds(5));
        Assert.Equal("Started", (await app.DeliveryAsync(accepted)).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.NotFound)]
    public async Task What_ISC_rejects_is_a_dead_letter_with_ISCs_reason_and_tracking_id(HttpStatusCode status)
    {
        await using var app = await TestApp.StartAsync();
        app.Tenant.NextExecute(status, """{"detailCode":"x","trackingId":"t-1","messages":[{"locale":"en-US","text":"not like that"}],"causes":[]}""");
        var accepted = await app.DeliverAsync("event");

        var delivery = await app.DeliveryAsync(accepted);
        Assert.Equal("DeadLettered", delivery.GetProperty("status").GetString());
        Assert.Contains("not like that", delivery.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal("t-1", delivery.GetProperty("attempts")[0].GetProperty("trackingId").GetString());
    }

    [Fact]
    public async Task A_refused_token_is_renewed_once_and_the_event_sent_again_at_once()
    {
        await using var app = await TestApp.StartAsync();
        app.Tenant.NextExecute(HttpStatusCode.Unauthorized, """{"error":"expired"}""");
        var accepted = await app.DeliverAsync("event");

        Assert.Equal("Started", accepted.GetProperty("status").GetString());
        Assert.Equal(2, app.Tenant.TokenRequests);
        var delivery = await app.DeliveryAsync(accepted);
        Assert.Equal(["Unauthorized", "Started"], Outcomes(delivery));
    }

    [Fact]
    public async Task A_rotated_credential_is_read_again_when_ISC_refuses_the_old_one()
    {
        await using var app = await TestApp.StartAsync();
        await app.DeliverAsync("warm-up");
        app.WriteSecrets($$"""{ "hook": "{{TestApp.Secret}}", "client": { "id": "external", "secret": "rotated" } }""");
        app.Tenant.NextExecute(HttpStatusCode.Unauthorized, """{"error":"revoked"}""");

        Assert.Equal("Started", (await app.DeliverAsync("event")).GetProperty("status").GetString());
        Assert.Contains("rotated", app.Tenant.Handler.Requests.Last(request => request.Url.AbsolutePath == "/oauth/token").Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_token_nothing_is_sent_and_the_event_waits()
    {
        await using var app = await TestApp.StartAsync();
        app.Tenant.OnToken = () => StubHttpHandler.Json(HttpStatusCode.InternalServerError, "{}");
        var accepted = await app.DeliverAsync("event");
        Assert.Equal("RetryScheduled", accepted.GetProperty("status").GetString());
        Assert.Empty(app.Tenant.Inputs);

        app.Tenant.OnToken = () => null;
        await app.TickAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("Started", (await app.DeliveryAsync(accepted)).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task What_was_only_recorded_is_put_off_with_its_reason_while_there_is_no_token(HttpStatusCode status)
    {
        await using var app = await TestApp.StartAsync("\"dispatchBudget\": \"00:00:00\",");
        app.Tenant.OnToken = () => StubHttpHandler.Json(status, "{}");
        var accepted = await app.DeliverAsync("event");
        Assert.Equal("Received", accepted.GetProperty("status").GetString());

        await app.TickAsync(TimeSpan.FromSeconds(1));

        var waiting = await app.FindAsync(accepted.Id());
        Assert.Equal(DeliveryStatus.RetryScheduled, waiting.Status);
        Assert.Contains("No token", waiting.Reason, StringComparison.Ordinal);
        Assert.True(waiting.Work!.Due > waiting.ReceivedAt.AddSeconds(1), "It waits.");
        Assert.Equal(0, waiting.AttemptCount);
        Assert.DoesNotContain(app.Logs.At(LogLevel.Error), line => line.Contains("could not be worked on", StringComparison.Ordinal));

        app.Tenant.OnToken = () => null;
        await app.TickAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("Started", (await app.DeliveryAsync(accepted)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task What_is_in_doubt_is_not_sent_again()
    {
        await using var app = await TestApp.StartAsync();
        app.Tenant.NextExecuteBreaks();
        var accepted = await app.DeliverAsync("event");
        Assert.Equal("InDoubt", accepted.GetProperty("status").GetString());

        for (var tick = 0; tick < 5; tick++)
            await app.TickAsync(TimeSpan.FromMinutes(1));

        Assert.Single(app.Tenant.Inputs);
    }

    [Fact]
    public async Task A_process_that_ended_between_claim_and_outcome_leaves_a_doubt_and_no_second_call()
    {
        await using var app = await TestApp.StartAsync();
        app.Tenant.NextExecuteWaitsFor(new TaskCompletionSource().Task);
        var post = app.PostAsync("event");
        await UntilSentAsync(app);
        app.Time.Advance(TimeSpan.FromSeconds(2));
        using var answer = await post;

        await app.TickAsync(Lease);

        var delivery = Assert.Single((await app.GetAsync("/api/deliveries")).GetProperty("items").EnumerateArray().ToArray());
        Assert.Equal("InDoubt", delivery.GetProperty("status").GetString());
        Assert.Single(app.Tenant.Inputs);
    }

    [Fact]
    public async Task A_tick_does_what_is_due_and_nothing_else()
    {
        await using var app = await TestApp.StartAsync("\"dispatchBudget\": \"00:00:00\",");
        for (var n = 0; n < 25; n++)
            await app.DeliverAsync($"event-{n}");

        await app.TickAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(25, app.Tenant.Inputs.Count);
        await app.TickAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(25, app.Tenant.Inputs.Count);
        Assert.Equal(25, app.Tenant.Inputs.Select(input => input.GetProperty("_deliveryId").GetString()).Distinct(StringComparer.Ordinal).Count());
    }

    private static string[] Outcomes(JsonElement delivery) =>
        [.. delivery.GetProperty("attempts").EnumerateArray().Select(attempt => attempt.GetProperty("outcome").GetString()!)];

    private static async Task UntilSentAsync(TestApp app)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        while (app.Tenant.Inputs.Count == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, deadline.Token);
    }
}
