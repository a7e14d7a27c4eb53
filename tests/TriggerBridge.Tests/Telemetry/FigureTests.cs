using System.Diagnostics.Metrics;
using System.Net;
using TriggerBridge.Tests.Testing;
using static TriggerBridge.Tests.Tracking.TrackingApp;

namespace TriggerBridge.Tests.Telemetry;

public sealed class FigureTests
{
    [Fact]
    public async Task Each_status_that_a_delivery_comes_to_is_counted_and_how_long_it_took()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(completeAfter: "00:00:30");
        using var figures = new RecordedFigures(app);
        await app.DeliverAsync("event");
        await app.TickAsync(Minute);

        var deliveries = figures.Of("triggerbridge.deliveries");
        Assert.Equal(["Dispatching", "Started", "Completed"], deliveries.Select(each => each.Tags["triggerbridge.delivery.status"]));
        Assert.All(deliveries, each => Assert.Equal("github", each.Tags["messaging.destination.name"]));
        Assert.Equal("github", Assert.Single(figures.Of("triggerbridge.delivery.latency")).Tags["messaging.destination.name"]);
    }

    [Fact]
    public async Task Latencies_are_sorted_into_seconds_and_hours()
    {
        await using var app = await TestApp.StartAsync();
        using var figures = new RecordedFigures(app);
        await app.DeliverAsync("event");

        var boundaries = Assert.IsType<Histogram<double>>(figures.Instrument("triggerbridge.delivery.latency")).Advice?.HistogramBucketBoundaries ?? [];
        Assert.Equal((0.05, 3600), (boundaries[0], boundaries[^1]));
    }

    [Fact]
    public async Task Calls_of_ISC_are_counted_by_tenant_kind_and_status()
    {
        await using var app = await TestApp.StartWithSimulatorAsync();
        using var figures = new RecordedFigures(app);
        await app.Simulator.FaultAsync("""[{"on":"execute","status":429,"times":1}]""");
        await app.DeliverAsync("event");
        await app.PassAsync(3 * Minute);

        var calls = figures.Of("triggerbridge.isc.calls");
        Assert.All(calls, call => Assert.Equal("acme", call.Tags["triggerbridge.tenant"]));
        Assert.Equal(
            ["execute 200", "execute 429", "read 200", "token 200"],
            calls.Select(call => $"{call.Tags["triggerbridge.isc.kind"]} {call.Tags["http.response.status_code"]}").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.Equal(app.Simulator.Handler.Requests.Count, calls.Count);
    }

    [Fact]
    public async Task A_call_of_ISC_without_an_answer_is_counted_with_its_fault()
    {
        await using var app = await TestApp.StartAsync();
        using var figures = new RecordedFigures(app);
        app.Tenant.NextExecuteBreaks();
        await app.DeliverAsync("event");

        var call = Assert.Single(figures.Of("triggerbridge.isc.calls"), call => call.Tags["triggerbridge.isc.kind"] is "execute");
        Assert.Equal("HttpRequestException", call.Tags["error.type"]);
    }

    [Fact]
    public async Task What_is_in_doubt_is_counted_from_one_look_to_the_next_until_it_is_resolved()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(Retry);
        await app.DeliverSeenAsync("earlier");
        using var figures = new RecordedFigures(app);
        await app.DeliverInDoubtAsync("event", IsLost);
        await app.TickAsync(Lease);
        await app.TickAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(1, figures.Gauge("triggerbridge.doubt.count"));
        Assert.Equal(80, figures.Gauge("triggerbridge.doubt.oldest"));

        for (var minutes = 0; app.Simulator.Executes == 2 && minutes < 120; minutes++)
            await app.TickAsync(Minute);
        Assert.Equal(3, app.Simulator.Executes);
        Assert.Equal(0, figures.Gauge("triggerbridge.doubt.count"));
        Assert.Equal(0, figures.Gauge("triggerbridge.doubt.oldest"));
    }

    [Fact]
    public async Task What_waits_for_a_paused_client_is_counted_too()
    {
        await using var app = await TestApp.StartAsync();
        app.Tenant.NextExecute(HttpStatusCode.TooManyRequests, "{}", retryAfter: 600);
        for (var n = 0; n < 3; n++)
            await app.DeliverAsync($"event-{n}");
        await app.TickAsync(TimeSpan.FromSeconds(1));
        using var figures = new RecordedFigures(app);
        await app.TickAsync(Minute);

        Assert.Single(app.Tenant.Inputs);
        Assert.Equal(3, figures.Gauge("triggerbridge.work.due"));
        Assert.Equal(61, figures.Gauge("triggerbridge.work.oldest"));
    }

    [Theory]
    [InlineData("triggerbridge.work.due")]
    [InlineData("triggerbridge.work.oldest")]
    [InlineData("triggerbridge.doubt.count")]
    [InlineData("triggerbridge.doubt.oldest")]
    public async Task An_instance_without_ticks_reports_nothing_of_what_it_knew(string gauge)
    {
        await using var app = await TestApp.StartAsync();
        using var figures = new RecordedFigures(app);
        await app.TickAsync(Minute);
        Assert.Equal(0, figures.Gauge(gauge));

        app.Time.Advance(TimeSpan.FromMinutes(2.1));
        Assert.Null(figures.Gauge(gauge));
    }

    [Fact]
    public async Task The_ledger_is_asked_for_the_figures_once_a_minute_and_only_where_somebody_listens()
    {
        await using var app = await TestApp.StartAsync();
        await app.DeliverAsync("event");
        await app.TickAsync(Minute);
        var queries = 0;
        app.Tables.Before = operation =>
        {
            queries += operation.Method.StartsWith("Query", StringComparison.Ordinal) ? 1 : 0;
            return Task.CompletedTask;
        };
        await app.TickAsync(TimeSpan.FromSeconds(10));
        var alone = queries;
        using var figures = new RecordedFigures(app);
        var ticks = new List<int>();
        for (var tick = 0; tick < 6; tick++)
        {
            queries = 0;
            await app.TickAsync(TimeSpan.FromSeconds(10));
            ticks.Add(queries - alone);
        }

        Assert.Equal([2, 0, 0, 0, 0, 0], ticks);
    }
}
