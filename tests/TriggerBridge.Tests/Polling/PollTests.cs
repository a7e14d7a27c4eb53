using System.Globalization;
using System.Net;
using System.Text.Json;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Polling;

/// <summary>Polls through the whole app.</summary>
public sealed class PollTests
{
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Polled_items_are_recorded_once_and_due_work_sends_them()
    {
        await using var app = await TestApp.StartPollAsync(PollText.Good);
        app.Source.Put("ann", Sample.Noon.AddDays(-1));
        app.Source.Put("bob", Sample.Noon.AddHours(-1));

        Assert.Equal(1, await app.PollAsync(TimeSpan.Zero));
        await app.PollAsync(FiveMinutes);
        await app.TickAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(["ann", "bob"], app.Tenant.Inputs.Select(input => input.GetProperty("event").GetProperty("id").GetString()).Order(StringComparer.Ordinal));
        Assert.Equal(2, app.Source.Requests.Count);
        var report = await app.PollReportAsync();
        Assert.Equal((3, 2, 0), (report.GetProperty("itemsSeen").GetInt32(), report.GetProperty("itemsNew").GetInt32(), report.GetProperty("failures").GetInt32()));
        Assert.Equal("1 pages, 1 items, 0 new.", report.GetProperty("lastResult").GetString());
    }

    [Fact]
    public async Task A_poll_runs_when_its_schedule_says_and_not_before()
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(("schedule", "\"0 30 12 * * *\"")));

        Assert.Equal(0, await app.PollAsync(TimeSpan.Zero));
        Assert.Equal(0, await app.PollAsync(TimeSpan.FromMinutes(29)));
        Assert.Equal(1, await app.PollAsync(TimeSpan.FromMinutes(1)));
        Assert.Equal(0, await app.PollAsync(TimeSpan.FromMinutes(1)));
        Assert.Equal(Sample.Noon.AddDays(1).AddMinutes(30), (await app.PollReportAsync()).GetProperty("nextDue").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_changed_state_of_an_item_is_delivered_again()
    {
        await using var app = await TestApp.StartPollAsync(PollText.Good);
        app.Source.Put("ann", Sample.Noon.AddHours(-1));
        await app.PollAsync(TimeSpan.Zero);
        app.Source.Put("ann", Sample.Noon.AddMinutes(3));

        await app.PollAsync(FiveMinutes);
        await app.TickAsync(TimeSpan.FromSeconds(1));

        Assert.Equal([1, 2], app.Tenant.Inputs.Select(input => input.GetProperty("event").GetProperty("v").GetInt32()).Order());
    }

    [Fact]
    public async Task A_poll_without_a_body_is_a_GET_with_its_query_and_nothing_else()
    {
        await using var app = await TestApp.StartPollAsync(PollText.Good);

        await app.PollAsync(TimeSpan.Zero);

        var request = Assert.Single(app.Source.Requests);
        Assert.Equal(
            (HttpMethod.Get, "https://source.example.com/users?since=2026-01-01T00%3A00%3A00Z&limit=100", ""), (request.Method, request.Url.AbsoluteUri, request.Body));
        Assert.Equal(["Accept", "User-Agent"], request.Headers.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{ "type": "link-header", "stable": true }""", 4, "", "&start=10")]
    [InlineData("""{ "type": "url", "path": "$.next", "stable": true }""", 4, "", "&start=10")]
    [InlineData("""{ "type": "token", "path": "$.token", "parameter": "start", "stable": true }""", 4, "", "&start=10")]
    // Pages that may shift: one more pass sees that nothing is new.
    [InlineData("""{ "type": "link-header" }""", 8, "", "&start=10")]
    [InlineData("""{ "type": "url", "path": "$.next" }""", 8, "", "&start=10")]
    [InlineData("""{ "type": "token", "path": "$.token", "parameter": "start" }""", 8, "", "&start=10")]
    // Counted by us: an empty page ends a pass.
    [InlineData("""{ "type": "offset" }""", 10, "", "&offset=10")]
    [InlineData("""{ "type": "page" }""", 10, "&page=1", "&page=2")]
    [InlineData("""{ "type": "none" }""", 1, "", null)]
    public async Task Every_way_to_the_next_page_reads_all_of_them_once(string next, int requests, string first, string? second)
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(("next", next)));
        app.Source.PageSize = 10;
        app.Source.Add(35, Sample.Noon.AddHours(-2));

        await app.PollAsync(TimeSpan.Zero);

        Assert.Equal(requests == 1 ? 10 : 35, (await app.DeliveriesAsync()).Count);
        Assert.Equal(requests, app.Source.Requests.Count);
        const string query = "?since=2026-01-01T00%3A00%3A00Z&limit=100";
        Assert.Equal(query + first, app.Source.Requests[0].Url.Query);
        if (second is not null) Assert.Equal(query + second, app.Source.Requests[1].Url.Query);
        Assert.False((await app.PollReportAsync()).GetProperty("scanUnfinished").GetBoolean());
    }

    [Fact]
    public async Task A_scan_that_is_longer_than_a_run_goes_on_at_the_next_tick()
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(("next", """{ "type": "link-header", "stable": true }"""), ("pagesPerRun", "2")));
        app.Source.PageSize = 10;
        app.Source.Add(35, Sample.Noon.AddHours(-2));

        await app.PollAsync(TimeSpan.Zero);
        var between = await app.PollReportAsync();
        await using var another = await app.StartTwinAsync();
        await another.PollAsync(TimeSpan.FromMinutes(1));

        Assert.True(between.GetProperty("scanUnfinished").GetBoolean());
        Assert.Equal("2026-01-01T00:00:00.0000000Z", between.GetProperty("cursor").GetString());
        Assert.Equal(35, (await app.DeliveriesAsync()).Count);
        Assert.Equal(4, app.Source.Requests.Count);
        Assert.Equal(Time(Sample.Noon.AddHours(-2).AddSeconds(34)), (await app.PollReportAsync()).GetProperty("cursor").GetString());
    }

    [Fact]
    public async Task The_cursor_moves_after_each_page_only_where_the_source_sorts_by_it()
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(("next", """{ "type": "link-header", "stable": true }"""), ("pagesPerRun", "2"), ("ordered", "true")));
        app.Source.PageSize = 10;
        app.Source.Add(35, Sample.Noon.AddHours(-2));

        await app.PollAsync(TimeSpan.Zero);

        Assert.Equal(Time(Sample.Noon.AddHours(-2).AddSeconds(19)), (await app.PollReportAsync()).GetProperty("cursor").GetString());
    }

    [Fact]
    public async Task The_cursor_stays_an_overlap_behind_the_scans_start_at_the_source()
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(("overlap", "\"00:10:00\"")));
        // The source's clock is an hour behind, and one record is changed in the midst of the scan.
        app.Source.Date = Sample.Noon.AddHours(-1);
        app.Source.Put("ann", Sample.Noon.AddHours(-1).AddSeconds(5));

        await app.PollAsync(TimeSpan.Zero);
        await app.PollAsync(FiveMinutes);

        Assert.Equal(Time(Sample.Noon.AddHours(-1).AddMinutes(-10)), (await app.PollReportAsync()).GetProperty("cursor").GetString());
        // Overlap applies when a scan starts.
        Assert.Contains("since=2026-06-01T10%3A40%3A00Z", app.Source.Requests[^1].Url.Query, StringComparison.Ordinal);
        Assert.Single(await app.DeliveriesAsync());
    }

    [Fact]
    public async Task A_record_that_shows_up_late_within_the_overlap_is_found()
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(("overlap", "\"00:10:00\"")));
        app.Source.Put("ann", Sample.Noon.AddSeconds(-1));
        await app.PollAsync(TimeSpan.Zero);
        app.Source.Put("late", Sample.Noon.AddMinutes(-9));

        await app.PollAsync(FiveMinutes);

        Assert.Equal(2, (await app.DeliveriesAsync()).Count);
    }

    [Fact]
    public async Task Once_a_day_what_shows_up_very_late_is_found_too()
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(("overlap", "\"00:10:00\""), ("rescan", "\"2.00:00:00\"")));
        app.Source.Put("ann", Sample.Noon.AddSeconds(-1));
        await app.PollAsync(TimeSpan.Zero);
        app.Source.Put("very late", Sample.Noon.AddHours(-5));
        app.Source.Put("too late", Sample.Noon.AddHours(-30));

        await app.PollAsync(TimeSpan.FromHours(23));
        Assert.Single(await app.DeliveriesAsync());
        await app.PollAsync(TimeSpan.FromHours(1));
        Assert.Equal(2, (await app.DeliveriesAsync()).Count);
        var asked = app.Source.Requests[^1].Url.Query;
        await app.PollAsync(FiveMinutes);

        Assert.Contains("since=2026-05-31T12%3A00%3A00Z", asked, StringComparison.Ordinal);
        Assert.DoesNotContain("since=2026-05-31T12", app.Source.Requests[^1].Url.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Equal_time_stamps_on_many_pages_do_not_loop()
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(("next", """{ "type": "link-header", "stable": true }"""), ("ordered", "true")));
        app.Source.PageSize = 10;
        for (var i = 0; i < 95; i++) app.Source.Put(i.ToString(CultureInfo.InvariantCulture), Sample.Noon.AddHours(-1));

        await app.PollAsync(TimeSpan.Zero);

        Assert.Equal(95, (await app.DeliveriesAsync()).Count);
        Assert.Equal(10, app.Source.Requests.Count);
    }

    [Theory]
    [InlineData("unixSeconds", "1780311600", "1780311300")]
    [InlineData("unixMilliseconds", "1780311600000", "1780311300000")]
    [InlineData("yyyy-MM-dd HH:mm:ss", "2026-06-01 11:00:00", "2026-06-01%2010%3A55%3A00")]
    public async Task Times_are_read_and_written_as_the_source_writes_them(string format, string changed, string asked)
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(("cursorFormat", $"\"{format}\""), ("startAt", null)));
        app.Source.On = _ => StubHttpHandler.Json(HttpStatusCode.OK, $$"""{"result":[{"id":"a","v":1,"changed":"{{changed}}"}]}""");
        using var reset = await app.PostAsOperatorAsync($"/api/polls/{TestApp.Bridge}/reset", """{"cursor":"2026-01-01T00:00:00Z"}""");

        await app.PollAsync(TimeSpan.Zero);
        await app.PollAsync(FiveMinutes);

        Assert.Equal($"?since={asked}&limit=100", app.Source.Requests[^1].Url.Query);
    }

    [Fact]
    public async Task A_number_is_compared_as_a_number_and_left_out_while_there_is_none()
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(("cursorKind", "\"number\""), ("cursor", "\"$.n\""), ("startAt", null)));
        app.Source.On = _ => StubHttpHandler.Json(HttpStatusCode.OK, """{"result":[{"id":"a","v":1,"n":9},{"id":"b","v":1,"n":10}]}""");

        await app.PollAsync(TimeSpan.Zero);
        await app.PollAsync(FiveMinutes);

        Assert.Equal(["?limit=100", "?since=10&limit=100"], app.Source.Requests.Select(request => request.Url.Query));
    }

    [Fact]
    public async Task A_token_is_taken_from_the_answer_and_handed_back()
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(("cursorKind", "\"token\""), ("cursor", "\"$.delta\""), ("startAt", null)));
        app.Source.On = _ => StubHttpHandler.Json(HttpStatusCode.OK, """{"result":[{"id":"a","v":1}],"delta":"a/b=="}""");

        await app.PollAsync(TimeSpan.Zero);
        await app.PollAsync(FiveMinutes);

        Assert.Equal(["?limit=100", "?since=a%2Fb%3D%3D&limit=100"], app.Source.Requests.Select(request => request.Url.Query));
        Assert.Single(await app.DeliveriesAsync());
    }

    [Fact]
    public async Task Without_a_cursor_ids_alone_tell_items_apart()
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(("cursor", null), ("startAt", null), ("next", """{ "type": "page" }""")));
        app.Source.PageSize = 10;
        app.Source.Add(25, Sample.Noon.AddHours(-2));

        await app.PollAsync(TimeSpan.Zero);
        app.Source.Put("r3", Sample.Noon);
        Assert.Equal("?limit=100&page=1", app.Source.Requests[0].Url.Query);
        await app.PollAsync(FiveMinutes);

        Assert.Equal(26, (await app.DeliveriesAsync()).Count);
    }

    [Theory]
    [InlineData("""{ "type": "link-header" }""")]
    [InlineData("""{ "type": "url", "path": "$.next" }""")]
    [InlineData("""{ "type": "token", "path": "$.token", "parameter": "start" }""")]
    [InlineData("""{ "type": "offset" }""")]
    [InlineData("""{ "type": "page" }""")]
    public async Task Pages_that_shift_while_they_are_read_are_read_until_nothing_is_new(string next)
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(("next", next)));
        app.Source.PageSize = 10;
        app.Source.Add(30, Sample.Noon.AddHours(-2));
        // After the first page one of its records moves to the end: all others move up, and one slips past the second page.
        var answers = 0;
        app.Source.BeforeAnswer = () =>
        {
            if (++answers == 2) app.Source.Put("r0", Sample.Noon.AddMinutes(-1));
            return Task.CompletedTask;
        };

        await app.PollAsync(TimeSpan.Zero);

        Assert.Equal(31, (await app.DeliveriesAsync()).Count);
    }

    [Fact]
    public async Task A_source_that_is_never_quiet_does_not_keep_a_scan_from_its_end()
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(("next", """{ "type": "offset" }"""), ("pagesPerRun", "1000")));
        app.Source.PageSize = 10;
        app.Source.Add(30, Sample.Noon.AddHours(-2));
        var answers = 0;
        app.Source.BeforeAnswer = () =>
        {
            // Something is new in every pass.
            if (++answers % 3 == 0) app.Source.Put(string.Create(CultureInfo.InvariantCulture, $"n{answers}"), Sample.Noon);
            return Task.CompletedTask;
        };

        await app.PollAsync(TimeSpan.Zero);

        var report = await app.PollReportAsync();
        Assert.False(report.GetProperty("scanUnfinished").GetBoolean());
        Assert.Equal(Time(Sample.Noon.AddMinutes(-5)), report.GetProperty("cursor").GetString());
        Assert.Equal(10, app.Source.Requests.Count(request => !request.Url.Query.Contains("offset", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_item_without_id_or_cursor_is_a_dead_letter_once_and_the_cursor_passes_it()
    {
        await using var app = await TestApp.StartPollAsync(PollText.Good);
        app.Source.On = _ => StubHttpHandler.Json(HttpStatusCode.OK, """
            {"result":[{"v":1,"changed":"2026-06-01T09:00:00Z"},{"id":"b","v":1,"changed":"soon"},{"id":"c","v":1},{"id":"d","v":1,"changed":"2026-06-01T10:00:00Z"}]}
            """);

        await app.PollAsync(TimeSpan.Zero);
        await app.PollAsync(FiveMinutes);

        var deliveries = await app.DeliveriesAsync();
        Assert.Equal(["DeadLettered", "DeadLettered", "DeadLettered", "Received"], deliveries.Select(one => one.GetProperty("status").GetString()).Order(StringComparer.Ordinal));
        Assert.Contains(deliveries, one => one.GetProperty("reason").GetString() == "the item has no id at $.poll.deliveryId");
        Assert.Equal(Time(Sample.Noon.AddHours(-2)), (await app.PollReportAsync()).GetProperty("cursor").GetString());
    }

    [Fact]
    public async Task An_item_whose_mapping_fails_is_a_dead_letter_like_any_other()
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(("input", """{ "mail.$": "$.mail" }""")));
        app.Source.Put("ann", Sample.Noon.AddHours(-1));

        await app.PollAsync(TimeSpan.Zero);

        var delivery = Assert.Single(await app.DeliveriesAsync());
        Assert.Equal(("DeadLettered", "$.mail was not found in the event"), (delivery.GetProperty("status").GetString(), delivery.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task Filter_and_input_of_the_poll_take_the_place_of_the_bridges()
    {
        await using var app = await TestApp.StartPollAsync(
            PollText.With(("filter", "\"$.id == 'ann'\""), ("input", """{ "who.$": "$.id" }""")), more: """ "filter": "$.id == 'bob'", """);
        app.Source.Put("ann", Sample.Noon.AddHours(-1));
        app.Source.Put("bob", Sample.Noon.AddHours(-1));

        await app.PollAsync(TimeSpan.Zero);
        await app.TickAsync(TimeSpan.FromSeconds(1));

        Assert.Equal("ann", Assert.Single(app.Tenant.Inputs).GetProperty("who").GetString());
        Assert.Equal(["Filtered", "Started"], (await app.DeliveriesAsync()).Select(one => one.GetProperty("status").GetString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_replay_of_a_polled_item_is_mapped_by_the_polls_input()
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(("input", """{ "who.$": "$.id" }""")));
        app.Source.Put("ann", Sample.Noon.AddHours(-1));
        await app.PollAsync(TimeSpan.Zero);
        await app.TickAsync(TimeSpan.FromSeconds(1));
        var id = Assert.Single(await app.DeliveriesAsync()).GetProperty("deliveryId").GetString();

        using var answer = await app.PostAsOperatorAsync($"/api/deliveries/{TestApp.Bridge}/{id}/replay", """{"force":true}""");
        await app.TickAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(["ann", "ann"], app.Tenant.Inputs.Select(input => input.GetProperty("who").GetString()));
    }

    [Fact]
    public async Task A_bridge_that_only_polls_has_no_address_for_senders()
    {
        await using var app = await TestApp.StartPollAsync(PollText.Good);

        using var answer = await app.PostAsync("event-1");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_disabled_bridge_is_not_polled()
    {
        await using var app = await TestApp.StartPollAsync(PollText.Good, more: """ "enabled": false, """);

        Assert.Equal(0, await app.PollAsync(FiveMinutes));
        Assert.Empty(app.Source.Requests);
    }

    [Fact]
    public async Task A_POST_carries_the_cursor_and_the_page_in_its_body()
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(
            ("request.query", null), ("request.body", """{ "since.$": "$$.cursor", "limit": 2 }"""), ("next", """{ "type": "token", "path": "$.t", "field": "after", "stable": true }""")));
        app.Source.Method = HttpMethod.Post;
        app.Source.On = request => StubHttpHandler.Json(
            HttpStatusCode.OK, request.Body.Contains("after", StringComparison.Ordinal) ? """{"result":[]}""" : """{"result":[{"id":"a","v":1,"changed":"2026-06-01T09:00:00Z"}],"t":"x\"y"}""");

        await app.PollAsync(TimeSpan.Zero);

        Assert.Equal([(HttpMethod.Post, "https://source.example.com/users"), (HttpMethod.Post, "https://source.example.com/users")], app.Source.Requests.Select(request => (request.Method, request.Url.AbsoluteUri)));
        Assert.Equal("""{"since":"2026-01-01T00:00:00Z","limit":2}""", app.Source.Requests[0].Body);
        Assert.Equal("x\"y", JsonDocument.Parse(app.Source.Requests[1].Body).RootElement.GetProperty("after").GetString());
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
