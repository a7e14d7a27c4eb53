using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Azure.Data.Tables;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Tests.Testing.Tables;

namespace TriggerBridge.Tests.Polling;

/// <summary>Sources that misbehave, ledgers that go away, and instances that die.</summary>
public sealed class PollFaultTests
{
    private const string Linked = """{ "type": "link-header", "stable": true }""";
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData("<html>", "The answer is not JSON, or was cut off.")]
    [InlineData("""{"result":[{"id":"a","v":1,"changed":"2026-06-01T0""", "The answer is not JSON, or was cut off.")]
    [InlineData("""{"results":[]}""", "The answer has no list of items at $.poll.items.")]
    [InlineData("""{"result":{"id":"a"}}""", "The answer has no list of items at $.poll.items.")]
    public async Task An_answer_that_cannot_be_read_fails_the_run_and_what_came_before_is_kept(string answer, string reason)
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(("next", Linked)));
        app.Source.PageSize = 10;
        app.Source.Add(35, Sample.Noon.AddHours(-2));
        app.Source.On = request => request.Url.Query.Contains("start=20", StringComparison.Ordinal) ? StubHttpHandler.Json(HttpStatusCode.OK, answer) : null;

        await app.PollAsync(TimeSpan.Zero);
        var failed = await app.PollReportAsync();

        Assert.Equal((reason, 1), (failed.GetProperty("lastResult").GetString(), failed.GetProperty("failures").GetInt32()));
        Assert.Equal("2026-01-01T00:00:00.0000000Z", failed.GetProperty("cursor").GetString());
        Assert.Equal(20, (await app.DeliveriesAsync()).Count);

        app.Source.On = _ => null;
        await app.PollAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(35, (await app.DeliveriesAsync()).Count);
        // The page that failed, and the one after it: no page is read twice.
        Assert.Equal(5, app.Source.Requests.Count);
        Assert.Equal(0, (await app.PollReportAsync()).GetProperty("failures").GetInt32());
    }

    [Fact]
    public async Task Three_failures_in_a_row_show_in_the_status_and_the_waits_grow_to_an_hour()
    {
        await using var app = await TestApp.StartPollAsync(PollText.Good);
        app.Source.On = _ => StubHttpHandler.Json(HttpStatusCode.InternalServerError, "canary");
        var waits = new List<double>();
        for (var i = 0; i < 9; i++)
        {
            await app.PollAsync(TimeSpan.Zero);
            var wait = (await app.PollReportAsync()).GetProperty("nextDue").GetDateTimeOffset() - app.Time.GetUtcNow();
            waits.Add(wait.TotalMinutes);
            Assert.Equal(i >= 2 ? 1 : 0, (await app.GetAsync("/api/status")).GetProperty("failingPolls").GetArrayLength());
            app.Time.Advance(wait);
        }

        Assert.All(waits.Zip([1, 2, 4, 8, 16, 32, 60, 60, 60]), wait => Assert.InRange(wait.First, wait.Second, Math.Min(60, wait.Second * 1.1)));
        Assert.Equal(9, app.Source.Requests.Count);
        var failing = (await app.GetAsync("/api/status")).GetProperty("failingPolls")[0];
        Assert.Equal(("github", "The source answered 500."), (failing.GetProperty("bridge").GetString(), failing.GetProperty("lastResult").GetString()));
        Assert.DoesNotContain(app.Logs.All, line => line.Contains("canary", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Retry_After_is_kept_to()
    {
        await using var app = await TestApp.StartPollAsync(PollText.Good);
        app.Source.On = _ =>
        {
            var answer = StubHttpHandler.Json(HttpStatusCode.TooManyRequests, "{}");
            answer.Headers.Add("Retry-After", "600");
            return answer;
        };

        await app.PollAsync(TimeSpan.Zero);

        Assert.Equal(Sample.Noon.AddMinutes(10), (await app.PollReportAsync()).GetProperty("nextDue").GetDateTimeOffset());
        Assert.Equal(0, await app.PollAsync(FiveMinutes));
        Assert.Equal(1, await app.PollAsync(FiveMinutes));
    }

    [Fact]
    public async Task A_source_that_is_too_slow_is_given_up_on()
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(("request.timeout", "\"00:00:10\"")));
        app.Source.BeforeAnswer = () =>
        {
            app.Time.Advance(TimeSpan.FromSeconds(11));
            return Task.CompletedTask;
        };

        await app.PollAsync(TimeSpan.Zero);

        Assert.Equal("The source did not answer in full within 10 s.", (await app.PollReportAsync()).GetProperty("lastResult").GetString());
    }

    [Fact]
    public async Task A_source_out_of_reach_is_told_so()
    {
        await using var app = await TestApp.StartPollAsync(PollText.Good);
        app.Source.Handler.IsUnreachable = true;

        await app.PollAsync(TimeSpan.Zero);

        Assert.Equal("The source cannot be reached: ConnectionError.", (await app.PollReportAsync()).GetProperty("lastResult").GetString());
    }

    [Fact]
    public async Task A_source_whose_listener_resets_connections_is_out_of_reach()
    {
        await using var app = await TestApp.StartPollAsync(PollText.Good);
        app.Source.Handler.ConnectionFault = new SocketException((int)SocketError.NotConnected);

        await app.PollAsync(TimeSpan.Zero);

        Assert.Equal("The source cannot be reached: ConnectionError.", (await app.PollReportAsync()).GetProperty("lastResult").GetString());
    }

    [Fact]
    public async Task An_answer_beyond_the_limit_is_not_read()
    {
        await using var app = await TestApp.StartPollAsync(PollText.Good);
        app.Source.On = _ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(new byte[(32 * 1024 * 1024) + 1]) };

        await app.PollAsync(TimeSpan.Zero);

        Assert.StartsWith("The answer is larger than 33554432 bytes", (await app.PollReportAsync()).GetProperty("lastResult").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://source.example.com/v2/users?since=x", 2, "1 pages, 1 items, 1 new.")]
    [InlineData("/v2/users", 2, "1 pages, 1 items, 1 new.")]
    [InlineData("https://other.example.com/users", 1, "The source redirects to another host, which is not followed.")]
    [InlineData("http://source.example.com/users", 1, "The source redirects to another host, which is not followed.")]
    [InlineData("https://source.example.com:8443/users", 1, "The source redirects to another host, which is not followed.")]
    [InlineData("https://source.example.com/users", 6, "The source redirects in circles.")]
    public async Task Redirects_are_followed_to_the_same_host_only(string location, int requests, string result)
    {
        await using var app = await TestApp.StartPollAsync(PollText.Good);
        app.Source.Put("ann", Sample.Noon.AddHours(-1));
        app.Source.On = request =>
        {
            if (request.Url.AbsolutePath.StartsWith("/v2", StringComparison.Ordinal)) return StubHttpHandler.Json(HttpStatusCode.OK, """{"result":[{"id":"a","v":1,"changed":"2026-06-01T09:00:00Z"}]}""");
            var answer = new HttpResponseMessage(HttpStatusCode.TemporaryRedirect);
            answer.Headers.Location = new Uri(location, UriKind.RelativeOrAbsolute);
            return answer;
        };

        await app.PollAsync(TimeSpan.Zero);

        Assert.Equal(result, (await app.PollReportAsync()).GetProperty("lastResult").GetString());
        Assert.Equal(requests, app.Source.Requests.Count);
    }

    [Theory]
    [InlineData(HttpStatusCode.MovedPermanently, false, "1 pages, 0 items, 0 new.")]
    [InlineData(HttpStatusCode.Found, false, "1 pages, 0 items, 0 new.")]
    [InlineData(HttpStatusCode.SeeOther, false, "1 pages, 0 items, 0 new.")]
    [InlineData(HttpStatusCode.PermanentRedirect, false, "1 pages, 0 items, 0 new.")]
    [InlineData(HttpStatusCode.PermanentRedirect, true, "1 pages, 0 items, 0 new.")]
    // They ask for a GET of something else.
    [InlineData(HttpStatusCode.Found, true, "The source answered 302.")]
    [InlineData(HttpStatusCode.SeeOther, true, "The source answered 303.")]
    public async Task A_redirect_is_followed_by_the_same_request_or_not_at_all(HttpStatusCode status, bool isPost, string result)
    {
        await using var app = await TestApp.StartPollAsync(isPost ? PollText.With(("request.query", null), ("request.body", """{ "since.$": "$$.cursor" }""")) : PollText.Good);
        app.Source.Method = isPost ? HttpMethod.Post : HttpMethod.Get;
        app.Source.On = request =>
        {
            if (request.Url.AbsolutePath == "/v2/users") return null;
            var answer = new HttpResponseMessage(status);
            answer.Headers.Location = new Uri("/v2/users", UriKind.Relative);
            return answer;
        };

        await app.PollAsync(TimeSpan.Zero);

        Assert.Equal(result, (await app.PollReportAsync()).GetProperty("lastResult").GetString());
        Assert.Equal(isPost ? """{"since":"2026-01-01T00:00:00Z"}""" : "", app.Source.Requests[^1].Body);
    }

    [Theory]
    [InlineData("https://other.example.com/users?page=2")]
    [InlineData("https://source.example.com/users?since=2026-01-01T00%3A00%3A00Z&limit=100")]
    public async Task A_next_page_elsewhere_or_the_same_again_fails_the_run(string next)
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(("next", """{ "type": "url", "path": "$.next" }""")));
        app.Source.On = _ => StubHttpHandler.Json(HttpStatusCode.OK, $$"""{"result":[],"next":"{{next}}"}""");

        await app.PollAsync(TimeSpan.Zero);

        Assert.Equal("The answer says that the next page is the same page, or one at another host.", (await app.PollReportAsync()).GetProperty("lastResult").GetString());
        Assert.Single(app.Source.Requests);
    }

    [Fact]
    public async Task A_place_in_the_middle_that_the_source_no_longer_knows_is_given_up()
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(("next", Linked), ("pagesPerRun", "2")));
        app.Source.PageSize = 10;
        app.Source.Add(25, Sample.Noon.AddHours(-2));
        await app.PollAsync(TimeSpan.Zero);
        app.Source.On = _ => StubHttpHandler.Json(HttpStatusCode.Gone, "{}");
        await app.PollAsync(TimeSpan.FromMinutes(1));
        app.Source.On = _ => null;

        await app.PollAsync(FiveMinutes);
        await app.PollAsync(FiveMinutes);

        Assert.Equal(25, (await app.DeliveriesAsync()).Count);
        Assert.False((await app.PollReportAsync()).GetProperty("scanUnfinished").GetBoolean());
    }

    [Theory]
    [InlineData(false, 35)]
    [InlineData(true, 34)]
    public async Task Where_a_scan_that_may_have_missed_something_is_given_up_the_cursor_goes_back(bool isStable, int found)
    {
        var next = $$"""{ "type": "link-header", "stable": {{(isStable ? "true" : "false")}} }""";
        await using var app = await TestApp.StartPollAsync(PollText.With(("next", next), ("ordered", "true"), ("pagesPerRun", "2"), ("overlap", "\"00:00:00\"")));
        app.Source.PageSize = 10;
        app.Source.Add(34, Sample.Noon.AddHours(-2));
        var answers = 0;
        app.Source.BeforeAnswer = () =>
        {
            // r10 slips from the second page to the first.
            if (++answers == 2) app.Source.Put("r0", Sample.Noon.AddMinutes(-1));
            return Task.CompletedTask;
        };
        await app.PollAsync(TimeSpan.Zero);
        app.Source.On = _ => StubHttpHandler.Json(HttpStatusCode.Gone, "{}");
        await app.PollAsync(TimeSpan.FromMinutes(1));
        app.Source.On = _ => null;

        for (var i = 0; i < 6; i++) await app.PollAsync(FiveMinutes);

        Assert.Equal(found, (await app.DeliveriesAsync()).Count);
    }

    [Fact]
    public async Task A_page_is_given_up_after_three_tries_and_not_for_what_failed_before_it()
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(("next", Linked)));
        app.Source.PageSize = 10;
        app.Source.Add(95, Sample.Noon.AddHours(-2));
        var answers = 0;
        app.Source.On = _ => ++answers % 2 == 0 ? StubHttpHandler.Json(HttpStatusCode.InternalServerError, "{}") : null;

        // Each run reads one page and fails at the next.
        for (var run = 0; run < 10; run++) await app.PollAsync(TimeSpan.FromHours(2));

        Assert.Equal(95, (await app.DeliveriesAsync()).Count);
        Assert.Equal(10, app.Source.Requests.Select(request => request.Url.Query).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task What_has_not_changed_is_not_sent_again()
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(("cursor", null), ("startAt", null)));
        app.Source.Put("ann", Sample.Noon);
        app.Source.ETag = "\"v1\"";
        await app.PollAsync(TimeSpan.Zero);
        app.Source.On = request => request.Headers.GetValueOrDefault("If-None-Match") == "\"v1\"" ? new HttpResponseMessage(HttpStatusCode.NotModified) : null;

        await app.PollAsync(FiveMinutes);
        await app.PollAsync(FiveMinutes);

        Assert.Equal([false, true, true], app.Source.Requests.Select(request => request.Headers.ContainsKey("If-None-Match")));
        Assert.Equal(0, (await app.PollReportAsync()).GetProperty("failures").GetInt32());
    }

    [Fact]
    public async Task An_ETag_of_a_first_page_of_several_is_not_taken_for_the_whole()
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(("cursor", null), ("startAt", null), ("next", Linked)));
        app.Source.PageSize = 10;
        app.Source.Add(15, Sample.Noon.AddHours(-2));
        app.Source.ETag = "\"v1\"";

        await app.PollAsync(TimeSpan.Zero);
        await app.PollAsync(FiveMinutes);

        Assert.All(app.Source.Requests, request => Assert.False(request.Headers.ContainsKey("If-None-Match")));
    }

    [Fact]
    public async Task Two_instances_do_not_read_one_source_at_once()
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(("next", Linked)));
        await using var twin = await app.StartTwinAsync();
        app.Source.PageSize = 10;
        app.Source.Add(35, Sample.Noon.AddHours(-2));
        var others = 0;
        app.Source.BeforeAnswer = async () => others += await twin.PollAsync(TimeSpan.Zero);

        Assert.Equal(1, await app.PollAsync(TimeSpan.Zero));

        Assert.Equal((0, 4), (others, app.Source.Requests.Count));
        Assert.Equal(35, (await app.DeliveriesAsync()).Count);
    }

    [Fact]
    public async Task A_lease_that_ran_out_is_taken_over_and_its_late_holder_changes_nothing()
    {
        await using var app = await TestApp.StartPollAsync(PollText.Good);
        await using var twin = await app.StartTwinAsync();
        app.Source.Put("ann", Sample.Noon.AddHours(-1));
        var isFirst = true;
        app.Source.BeforeAnswer = async () =>
        {
            if (!isFirst) return;
            isFirst = false;
            app.Source.Put("bob", Sample.Noon.AddHours(-1));
            // The first instance is held up here for longer than its lease.
            app.Time.ShiftWallClock(TimeSpan.FromMinutes(6));
            Assert.Equal(1, await twin.PollAsync(TimeSpan.Zero));
        };

        Assert.Equal(0, await app.PollAsync(TimeSpan.Zero));

        Assert.Equal(2, (await app.DeliveriesAsync()).Count);
        Assert.Equal("1 pages, 2 items, 2 new.", (await app.PollReportAsync()).GetProperty("lastResult").GetString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_crash_between_the_items_and_the_state_repeats_a_page_and_delivers_once(bool answerIsLost)
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(("next", Linked)));
        app.Source.PageSize = 10;
        app.Source.Add(35, Sample.Noon.AddHours(-2));
        var writes = 0;
        Task Fail(TableOperation operation) =>
            operation.Table == "Polls" && operation.Method is nameof(TableClient.UpdateEntityAsync) && ++writes >= 2 ? throw new AggregateException("gone") : Task.CompletedTask;
        if (answerIsLost) app.Tables.After = Fail;
        else app.Tables.Before = Fail;
        await Assert.ThrowsAnyAsync<Exception>(() => app.PollAsync(TimeSpan.Zero));
        app.Tables.After = app.Tables.Before = _ => Task.CompletedTask;

        // Another process goes on when the lease has run out.
        await using var twin = await app.StartTwinAsync();
        for (var i = 0; i < 3; i++) await twin.PollAsync(FiveMinutes);
        for (var i = 0; i < 6; i++) await twin.TickAsync(TimeSpan.FromSeconds(15));

        Assert.Equal(35, (await twin.DeliveriesAsync()).Count);
        Assert.Equal(35, app.Tenant.Inputs.Count);
        Assert.Equal(35, app.Tenant.Inputs.Select(input => input.GetProperty("event").GetProperty("id").GetString()).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task While_the_ledger_is_away_nothing_is_passed_over()
    {
        await using var app = await TestApp.StartPollAsync(PollText.Good);
        app.Source.Put("ann", Sample.Noon.AddHours(-1));
        app.Tables.Before = operation => operation.Method == nameof(TableClient.SubmitTransactionAsync) ? throw new AggregateException("gone") : Task.CompletedTask;
        await Assert.ThrowsAnyAsync<Exception>(() => app.PollAsync(TimeSpan.Zero));
        app.Tables.Before = _ => Task.CompletedTask;

        Assert.Empty(await app.DeliveriesAsync());
        await app.PollAsync(FiveMinutes);

        Assert.Single(await app.DeliveriesAsync());
    }

    [Fact]
    public async Task Keys_of_what_was_purged_stay_while_the_bridge_polls()
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(("cursor", null), ("startAt", null)), more: """ "retention": "1.00:00:00", """);
        app.Source.Put("ann", Sample.Noon);
        app.Source.On = _ => null;
        await app.PollAsync(TimeSpan.Zero);
        await app.TickAsync(TimeSpan.FromSeconds(1));
        for (var day = 0; day < 4; day++)
        {
            app.Time.Advance(TimeSpan.FromDays(1));
            await app.Get<TriggerBridge.Maintenance.LedgerMaintenance>().RunAsync(CancellationToken.None);
        }

        Assert.Empty(await app.DeliveriesAsync());
        await using var twin = await app.StartTwinAsync();
        await twin.PollAsync(FiveMinutes);
        await twin.TickAsync(TimeSpan.FromSeconds(1));

        Assert.Empty(await twin.DeliveriesAsync());
        Assert.Single(app.Tenant.Inputs);
    }

    [Fact]
    public async Task A_source_that_changes_and_fails_while_two_instances_come_and_go_has_every_last_state_delivered_once()
    {
        const int records = 300;
        await using var app = await TestApp.StartPollAsync(PollText.With(("next", """{ "type": "link-header" }"""), ("pagesPerRun", "4")));
        app.Source.PageSize = 25;
        app.Source.Add(records, Sample.Noon.AddHours(-2));
        var (answers, changes) = (0, 0);
        app.Source.BeforeAnswer = () =>
        {
            // A page changes while the scan is under way.
            for (var i = 0; i < 3; i++) app.Source.Put(string.Create(CultureInfo.InvariantCulture, $"r{++changes * 7919 % records}"), app.Time.GetUtcNow());
            return Task.CompletedTask;
        };
        app.Source.On = _ => (++answers % 7) switch
        {
            3 => StubHttpHandler.Json(HttpStatusCode.TooManyRequests, "{}"),
            5 => StubHttpHandler.Json(HttpStatusCode.InternalServerError, "{}"),
            6 => StubHttpHandler.Json(HttpStatusCode.OK, """{"result":[{"id":"r1","""),
            _ => null,
        };

        for (var life = 0; life < 8; life++)
        {
            // Each life is a process of its own: nothing is remembered but what stands in the tables.
            await using var one = await app.StartTwinAsync();
            await using var other = await app.StartTwinAsync();
            await one.PollAsync(TimeSpan.FromMinutes(3));
            await other.PollAsync(TimeSpan.FromMinutes(3));
        }

        app.Source.BeforeAnswer = () => Task.CompletedTask;
        app.Source.On = _ => null;
        for (var i = 0; i < 15; i++) await app.PollAsync(FiveMinutes);

        var ids = new List<string>();
        await foreach (var row in app.Tables.GetTableClient("Deliveries").QueryAsync<TableEntity>("RowKey ge 'D|' and RowKey lt 'D}'"))
            ids.Add(row.GetString("SenderId")!);
        Assert.Equal(ids.Count, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.Empty(app.Source.States.Except(ids, StringComparer.Ordinal));
    }
}
