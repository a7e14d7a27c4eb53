using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TriggerBridge.Tests.Polling;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Flows.Operations;

/// <summary>What operators do with polls, and what polls find beside webhooks.</summary>
public sealed class PollOperationsTests
{
    private const string Webhook = """{ "scheme": "github", "secret": "hook", "deliveryId": "{{$.id}}/{{$.v}}" }""";
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task An_operator_runs_a_poll_that_is_not_due()
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(("schedule", "\"0 0 3 * * *\"")));
        app.Source.Put("ann", Sample.Noon.AddHours(-1));

        using var answer = await app.PostAsOperatorAsync($"/api/polls/{TestApp.Bridge}/run", "");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(1, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("itemsNew").GetInt32());
        Assert.Single(await app.DeliveriesAsync());
    }

    [Fact]
    public async Task A_poll_that_is_running_is_not_run_again()
    {
        await using var app = await TestApp.StartPollAsync(PollText.Good);
        var status = default(HttpStatusCode);
        app.Source.BeforeAnswer = async () =>
        {
            using var second = await app.PostAsOperatorAsync($"/api/polls/{TestApp.Bridge}/run", "");
            status = second.StatusCode;
        };

        await app.PollAsync(TimeSpan.Zero);

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Single(app.Source.Requests);
    }

    [Theory]
    [InlineData("""{"cursor":"2026-05-01T00:00:00Z"}""", "since=2026-05-01T00%3A00%3A00Z")]
    [InlineData("", "since=2026-01-01T00%3A00%3A00Z")]
    public async Task A_reset_reads_again_from_there_and_delivers_nothing_twice(string body, string asked)
    {
        await using var app = await TestApp.StartPollAsync(PollText.Good);
        app.Source.Put("ann", Sample.Noon.AddHours(-1));
        await app.PollAsync(TimeSpan.Zero);

        using var answer = await app.PostAsOperatorAsync($"/api/polls/{TestApp.Bridge}/reset", body);
        await app.PollAsync(TimeSpan.Zero);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(asked, app.Source.Requests[^1].Url.Query, StringComparison.Ordinal);
        Assert.Single(await app.DeliveriesAsync());
    }

    [Fact]
    public async Task A_reset_wins_over_a_run_that_is_under_way()
    {
        await using var app = await TestApp.StartPollAsync(PollText.Good);
        app.Source.Put("ann", Sample.Noon.AddHours(-1));
        app.Source.BeforeAnswer = async () =>
        {
            using var reset = await app.PostAsOperatorAsync($"/api/polls/{TestApp.Bridge}/reset", """{"cursor":"2026-05-01T00:00:00Z"}""");
        };

        await app.PollAsync(TimeSpan.Zero);

        Assert.Equal("2026-05-01T00:00:00.0000000Z", (await app.PollReportAsync()).GetProperty("cursor").GetString());
    }

    [Theory]
    [InlineData("github/reset", """{"cursor":"soon"}""", HttpStatusCode.BadRequest)]
    [InlineData("github/reset", """{"cursor":[]}""", HttpStatusCode.BadRequest)]
    [InlineData("github/reset", """{"curser":1}""", HttpStatusCode.BadRequest)]
    [InlineData("absent/reset", "", HttpStatusCode.NotFound)]
    [InlineData("absent/run", "", HttpStatusCode.NotFound)]
    [InlineData("absent/preview", "", HttpStatusCode.NotFound)]
    public async Task What_makes_no_sense_is_refused(string path, string body, HttpStatusCode status)
    {
        await using var app = await TestApp.StartPollAsync(PollText.Good);

        using var answer = await app.PostAsOperatorAsync("/api/polls/" + path, body);

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task Polls_are_for_operators()
    {
        await using var app = await TestApp.StartPollAsync(PollText.Good);

        using var answer = await app.Client.GetAsync("/api/polls");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_preview_maps_one_page_and_leaves_no_trace()
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(
            ("input", """{ "who.$": "$.id" }"""), ("filter", "\"$.id != 'r2'\""), ("next", """{ "type": "link-header" }""")));
        app.Source.PageSize = 3;
        app.Source.Add(5, Sample.Noon.AddHours(-1));

        using var answer = await app.PostAsOperatorAsync($"/api/polls/{TestApp.Bridge}/preview", "");

        var preview = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(preview.GetProperty("hasMore").GetBoolean());
        Assert.Equal(["Received", "Received", "Filtered"], preview.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("status").GetString()));
        Assert.Equal("r0", preview.GetProperty("items")[0].GetProperty("input").GetProperty("who").GetString());
        Assert.Empty(await app.DeliveriesAsync());
        Assert.Equal(0, (await app.PollReportAsync()).GetProperty("itemsSeen").GetInt32());
    }

    [Fact]
    public async Task A_preview_of_a_source_that_fails_says_why()
    {
        await using var app = await TestApp.StartPollAsync(PollText.Good);
        app.Source.On = _ => StubHttpHandler.Json(HttpStatusCode.Forbidden, "{}");

        using var answer = await app.PostAsOperatorAsync($"/api/polls/{TestApp.Bridge}/preview", "");

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Equal("The source answered 403.", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_webhook_that_drops_events_beside_a_poll_loses_none_and_repeats_none()
    {
        // Fewer than the pace lets through at once, for the test's clock stands still.
        const int events = 80;
        await using var app = await TestApp.StartPollAsync(PollText.Good, Webhook, """ "dispatchBudget": "00:00:00", """);
        for (var i = 0; i < events; i++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"e{i}");
            app.Source.Put(id, app.Time.GetUtcNow());
            // One in twenty never arrives.
            if (i % 20 == 7) continue;
            using var answer = await app.PostAsync("header", $$"""{"id":"{{id}}","v":1}""");
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        }

        app.Source.PageSize = events;
        await app.PollAsync(FiveMinutes);
        for (var i = 0; i < 30; i++) await app.TickAsync(TimeSpan.FromSeconds(15));

        var sent = app.Tenant.Inputs.Select(input => input.GetProperty("event").GetProperty("id").GetString()).ToList();
        Assert.Equal(events, sent.Count);
        Assert.Equal(events, sent.Distinct(StringComparer.Ordinal).Count());
        var missed = Assert.Single((await app.PollReportAsync()).GetProperty("missedByWebhook").EnumerateArray());
        Assert.Equal(("2026-06-01", 4), (missed.GetProperty("day").GetString(), missed.GetProperty("count").GetInt32()));
    }

    [Theory]
    [InlineData(4, 0)]
    [InlineData(6, 1)]
    public async Task What_the_webhook_brings_within_five_minutes_of_the_poll_was_not_missed(int minutes, int missed)
    {
        await using var app = await TestApp.StartPollAsync(PollText.Good, Webhook);
        app.Source.Put("ann", Sample.Noon.AddSeconds(-1));
        await app.PollAsync(TimeSpan.Zero);

        app.Time.Advance(TimeSpan.FromMinutes(minutes));
        using var answer = await app.PostAsync("header", """{"id":"ann","v":1}""");
        app.Time.Advance(FiveMinutes);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(missed, (await app.PollReportAsync()).GetProperty("missedByWebhook").EnumerateArray().Sum(day => day.GetProperty("count").GetInt32()));
        await app.TickAsync(TimeSpan.FromSeconds(1));
        Assert.Single(app.Tenant.Inputs);
    }

    [Fact]
    public async Task A_crash_between_recording_and_counting_makes_the_report_neither_short_nor_long()
    {
        await using var app = await TestApp.StartPollAsync(PollText.Good, Webhook);
        foreach (var id in new[] { "ann", "bob", "cid" }) app.Source.Put(id, Sample.Noon.AddSeconds(-1));
        app.Tables.Before = operation => operation.Table == "PollFinds" && operation.Actions.Count > 0 ? throw new AggregateException("gone") : Task.CompletedTask;
        await Assert.ThrowsAnyAsync<Exception>(() => app.PollAsync(TimeSpan.Zero));
        app.Tables.Before = _ => Task.CompletedTask;

        // The webhook of one was only late, and comes before the page is read again.
        using var late = await app.PostAsync("header", """{"id":"bob","v":1}""");
        await using var twin = await app.StartTwinAsync();
        await twin.PollAsync(FiveMinutes);
        app.Time.Advance(FiveMinutes);

        Assert.Equal(HttpStatusCode.OK, late.StatusCode);
        Assert.Equal(2, Assert.Single((await app.PollReportAsync()).GetProperty("missedByWebhook").EnumerateArray()).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task The_report_of_what_was_missed_goes_back_two_weeks_and_no_further()
    {
        await using var app = await TestApp.StartPollAsync(PollText.Good, Webhook);
        app.Source.Put("ann", Sample.Noon.AddSeconds(-1));
        await app.PollAsync(TimeSpan.Zero);
        app.Time.Advance(TimeSpan.FromDays(15));

        var maintenance = await app.Get<TriggerBridge.Maintenance.LedgerMaintenance>().RunAsync(CancellationToken.None);

        Assert.Empty((await app.PollReportAsync()).GetProperty("missedByWebhook").EnumerateArray());
        Assert.Contains("1 polls' finds forgotten", maintenance, StringComparison.Ordinal);
    }
}
