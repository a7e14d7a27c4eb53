using System.Net;
using System.Text.Json;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using TriggerBridge.Ledger;
using TriggerBridge.Tests.Testing;
using static TriggerBridge.Tests.Tracking.TrackingApp;

namespace TriggerBridge.Tests.Tracking;

public sealed class TrackingTests
{
    [Theory]
    [InlineData("Completed", "")]
    [InlineData("Canceled", "The execution was cancelled in ISC.")]
    [InlineData("Failed", "The step 'Simulated Step' failed: Simulated failure of the step")]
    public async Task An_execution_is_followed_to_its_last_status(string status, string reason)
    {
        await using var app = await TestApp.StartWithSimulatorAsync(completeAfter: "00:00:30");
        await app.Simulator.FaultAsync($$"""[{"on":"execute","finalStatus":"{{status}}"}]""");
        var accepted = await app.DeliverAsync("event");
        Assert.Equal("Started", accepted.GetProperty("status").GetString());

        await app.TickAsync(Minute);

        var delivery = await app.DeliveryAsync(accepted);
        Assert.Equal(status, delivery.GetProperty("status").GetString());
        Assert.Equal(reason, delivery.GetProperty("reason").GetString() ?? "");
        Assert.Equal(JsonValueKind.Null, delivery.GetProperty("nextDueAt").ValueKind);
        Assert.Equal(1, app.Simulator.Executes);
    }

    [Fact]
    public async Task A_damaged_row_does_not_keep_other_executions_from_being_followed()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(completeAfter: "00:00:30");
        var accepted = await app.DeliverAsync("event");
        var item = new WorkItem { Kind = WorkKind.Track, Due = Sample.Noon, ReceivedAt = Sample.Noon, DeliveryId = "damaged" };
        var table = app.Tables.GetTableClient("Deliveries");
        await table.AddEntityAsync(new TableEntity(TestApp.Bridge, RowKeys.Delivery(Sample.Noon, item.DeliveryId)));
        await table.AddEntityAsync(new TableEntity(TestApp.Bridge, item.RowKey));

        await app.TickAsync(Minute);

        Assert.Equal("Completed", await app.StatusAsync(accepted));
        Assert.Contains(app.Logs.At(LogLevel.Error), line => line.Contains("damaged could not be worked on", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_straight_way_still_costs_two_ledger_round_trips_and_one_call()
    {
        await using var app = await TestApp.StartWithSimulatorAsync();
        await app.DeliverAsync("warm-up");
        var ledger = new List<string>();
        app.Tables.Before = operation =>
        {
            ledger.Add($"{operation.Method} {operation.Actions.Count}");
            return Task.CompletedTask;
        };
        var calls = app.Simulator.Handler.Requests.Count;

        await app.DeliverAsync("event");

        Assert.Equal([$"{nameof(TableClient.SubmitTransactionAsync)} 3", $"{nameof(TableClient.SubmitTransactionAsync)} 3"], ledger);
        Assert.Equal(calls + 1, app.Simulator.Handler.Requests.Count);
    }

    [Fact]
    public async Task Without_a_read_credential_started_is_final_and_says_so()
    {
        await using var app = await TestApp.StartAsync();
        var accepted = await app.DeliverAsync("event");

        var delivery = await app.DeliveryAsync(accepted);
        Assert.Equal("Started", delivery.GetProperty("status").GetString());
        Assert.Equal("Executions are not followed: the tenant has no read credential.", delivery.GetProperty("reason").GetString());
        Assert.Equal(JsonValueKind.Null, delivery.GetProperty("nextDueAt").ValueKind);
    }

    [Fact]
    public async Task Recent_executions_are_followed_by_one_list_a_minute()
    {
        await using var app = await TestApp.StartWithSimulatorAsync();
        for (var n = 0; n < 20; n++)
            await app.DeliverAsync($"event-{n}");

        for (var tick = 1; tick <= 24; tick++)
            await app.TickAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(4 * 2, app.Simulator.Lists);
        Assert.Equal(0, app.Simulator.Gets);
        Assert.Equal(0, app.Simulator.Histories);
    }

    [Fact]
    public async Task A_list_of_several_pages_is_read_to_the_empty_one()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(completeAfter: "00:00:30");
        for (var n = 0; n < 260; n++)
            await app.DeliverAsync($"event-{n}");
        await app.TickAsync(Minute);

        Assert.Equal(3, app.Simulator.Lists);
        Assert.Equal(0, app.Simulator.Gets);
        Assert.Empty((await app.GetAsync("/api/deliveries?status=Started")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Executions_that_ended_together_cost_few_calls_of_the_ledger()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(completeAfter: "00:00:30");
        for (var n = 0; n < 320; n++)
            await app.DeliverAsync($"event-{n}");
        var calls = 0;
        app.Tables.Before = _ => Task.FromResult(Interlocked.Increment(ref calls));

        await app.TickAsync(Minute);

        // Two pages: of each a query, a range of deliveries, two transactions of executions and ten or so of 16 deliveries; and what every tick reads.
        Assert.InRange(calls, 1, 50);
        Assert.Empty((await app.GetAsync("/api/deliveries?status=Started")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Older_executions_are_followed_by_a_list_of_each_open_status_and_a_get_for_those_that_vanished()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(completeAfter: "01:00:00");
        for (var n = 0; n < 10; n++)
            await app.DeliverAsync($"event-{n}");
        await app.PassAsync(TimeSpan.FromMinutes(36));
        var (lists, gets) = (app.Simulator.Lists, app.Simulator.Gets);

        // Three statuses, one page and the empty one for the status that they have.
        await app.PassAsync(TimeSpan.FromMinutes(15));
        Assert.Equal(4, app.Simulator.Lists - lists);
        Assert.Equal(gets, app.Simulator.Gets);

        await app.PassAsync(TimeSpan.FromMinutes(30));
        Assert.Equal(10, app.Simulator.Gets - gets);
        Assert.Empty((await app.GetAsync("/api/deliveries?status=Started")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_status_that_nobody_has_heard_of_is_open()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(completeAfter: "00:00:01");
        app.Simulator.OnRequest = request => Task.FromResult(IsGet(request)
            ? StubHttpHandler.Json(HttpStatusCode.OK, """{"id":"x","status":"Hibernating","startTime":"2026-06-01T12:00:00.356648026Z"}""")
            : null);
        var accepted = await app.DeliverAsync("event");
        await app.PassAsync(TimeSpan.FromMinutes(20));
        Assert.Equal("Started", await app.StatusAsync(accepted));

        app.Simulator.OnRequest = _ => Task.FromResult<HttpResponseMessage?>(null);
        await app.PassAsync(TimeSpan.FromMinutes(15));
        Assert.Equal("Completed", await app.StatusAsync(accepted));
    }

    [Fact]
    public async Task What_ISC_does_not_show_soon_after_the_start_is_not_shown_yet()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(completeAfter: "00:00:01");
        await app.Simulator.FaultAsync("""[{"on":"visibility","delaySeconds":150}]""");
        var accepted = await app.DeliverAsync("event");
        await app.TickAsync(Minute);
        Assert.Equal("Started", await app.StatusAsync(accepted));
        Assert.Equal("ISC does not show the execution yet.", await app.ReasonAsync(accepted));

        await app.PassAsync(TimeSpan.FromMinutes(2));
        Assert.Equal("Completed", await app.StatusAsync(accepted));
    }

    [Fact]
    public async Task What_ISC_has_archived_ends_as_started_and_says_so()
    {
        await using var app = await TestApp.StartWithSimulatorAsync();
        var accepted = await app.DeliverAsync("event");
        app.Simulator.OnRequest = request => Task.FromResult(IsGet(request) ? StubHttpHandler.Json(HttpStatusCode.NotFound, "{}") : null);
        await app.TickAsync(Minute);
        await app.TickAsync(TimeSpan.FromDays(89));
        Assert.NotEqual(JsonValueKind.Null, (await app.DeliveryAsync(accepted)).GetProperty("nextDueAt").ValueKind);

        await app.TickAsync(TimeSpan.FromDays(1));

        var delivery = await app.DeliveryAsync(accepted);
        Assert.Equal("Started", delivery.GetProperty("status").GetString());
        Assert.Contains("archived", delivery.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, delivery.GetProperty("nextDueAt").ValueKind);
    }

    [Theory]
    [InlineData("""[{"on":"get","drop":true}]""")]
    [InlineData("""[{"on":"get","status":500}]""")]
    [InlineData("""[{"on":"get","status":429,"retryAfter":5}]""")]
    [InlineData("""[{"on":"get","status":401}]""")]
    [InlineData("""[{"on":"token","status":500}]""")]
    public async Task Errors_of_reading_postpone_and_never_fail_the_tick(string fault)
    {
        await using var app = await TestApp.StartWithSimulatorAsync(completeAfter: "00:00:01");
        var accepted = await app.DeliverAsync("event");
        await app.Simulator.FaultAsync(fault);
        await app.PassAsync(TimeSpan.FromMinutes(3));
        Assert.Equal("Started", await app.StatusAsync(accepted));

        await app.Simulator.ClearFaultsAsync();
        await app.PassAsync(TimeSpan.FromMinutes(3));
        Assert.Equal("Completed", await app.StatusAsync(accepted));
    }

    [Fact]
    public async Task Where_ISC_refuses_to_be_read_the_archives_age_ends_the_looks_and_the_credentials_alarm_is_raised()
    {
        await using var app = await TestApp.StartWithSimulatorAsync();
        var accepted = await app.DeliverAsync("event");
        app.Simulator.OnRequest = request => Task.FromResult(request.Method == HttpMethod.Get ? StubHttpHandler.Json(HttpStatusCode.Forbidden, "{}") : null);
        await app.TickAsync(Minute);
        Assert.Contains(
            app.Logs.At(LogLevel.Error),
            line => line.Contains("cannot be called without a working credential", StringComparison.Ordinal) && line.Contains("'reader'", StringComparison.Ordinal));
        await app.TickAsync(TimeSpan.FromDays(89));
        Assert.NotEqual(JsonValueKind.Null, (await app.DeliveryAsync(accepted)).GetProperty("nextDueAt").ValueKind);

        await app.TickAsync(TimeSpan.FromDays(1));

        var delivery = await app.DeliveryAsync(accepted);
        Assert.Equal("Started", delivery.GetProperty("status").GetString());
        Assert.Contains("archived", delivery.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Contains("403", delivery.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, delivery.GetProperty("nextDueAt").ValueKind);
    }

    [Fact]
    public async Task The_archives_age_is_looked_at_before_any_list_is_read()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(completeAfter: "100.00:00:00");
        for (var n = 0; n < 10; n++)
            await app.DeliverAsync($"event-{n}");
        // Nothing is answered within a tick.
        app.Simulator.OnRequest = async request =>
        {
            if (request.Method == HttpMethod.Get)
                await Task.Run(() => app.Time.Advance(TimeSpan.FromMinutes(1)));
            return null;
        };

        await app.TickAsync(TimeSpan.FromDays(91) + Minute);
        for (var tick = 0; tick < 20; tick++)
            await app.TickAsync(Minute);

        foreach (var delivery in await app.DeliveriesAsync())
            Assert.Equal(JsonValueKind.Null, (await app.DeliveryAsync(delivery)).GetProperty("nextDueAt").ValueKind);
    }

    [Fact]
    public async Task A_failed_execution_whose_history_cannot_be_read_now_is_looked_at_again_for_its_step()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(completeAfter: "00:00:01");
        await app.Simulator.FaultAsync("""[{"on":"execute","finalStatus":"Failed"},{"on":"history","status":500,"times":1}]""");
        var accepted = await app.DeliverAsync("event");
        await app.TickAsync(Minute);
        Assert.Equal("Started", await app.StatusAsync(accepted));
        await app.TickAsync(Minute);
        Assert.Equal("Failed", await app.StatusAsync(accepted));
        Assert.Contains("Simulated Step", await app.ReasonAsync(accepted), StringComparison.Ordinal);
    }

    private static bool IsGet(StubHttpHandler.Request request) =>
        request.Method == HttpMethod.Get && request.Url.AbsolutePath.StartsWith("/v2026/workflow-executions/", StringComparison.Ordinal);
}
