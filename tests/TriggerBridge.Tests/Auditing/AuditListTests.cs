using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Azure;
using TriggerBridge.Auditing;
using TriggerBridge.Maintenance;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Auditing;

public sealed class AuditListTests
{
    [Fact]
    public async Task It_shows_the_newest_first_over_all_days_in_pages()
    {
        await using var app = await TestApp.StartAsync();
        app.Tables.PageLimit = 2;
        await SeedAsync(app, 7, TimeSpan.FromHours(9));

        var (pages, found) = (0, new List<string>());
        for (string? continuation = ""; continuation is not null; pages++)
        {
            var page = await app.GetAsync($"/api/audit?take=3&continuation={continuation}");
            found.AddRange(page.GetProperty("items").EnumerateArray().Select(entry => entry.GetProperty("actor").Text("name")!));
            continuation = page.Text("continuation");
        }

        Assert.Equal(["6", "5", "4", "3", "2", "1", "0"], found);
        Assert.Equal(3, pages);
    }

    [Theory]
    [InlineData("from=2026-06-01T14:00:00Z&to=2026-06-01T16:00:00Z", "4 3 2")]
    [InlineData("from=2026-06-01T16:00:00%2B02:00&to=2026-06-01T16:00:00", "4 3 2")]
    [InlineData("from=2026-06-01T17:30:00Z", "6")]
    [InlineData("to=2026-06-01T12:00:00Z", "0")]
    [InlineData("from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59Z", "6 5 4 3 2 1 0")]
    [InlineData("actor=3", "3")]
    [InlineData("actor=ID%20of%203", "3")]
    [InlineData("actor=nobody", "")]
    [InlineData("action=poll.reset", "5 3 1")]
    [InlineData("bridge=gitlab", "6 3 0")]
    [InlineData("bridge=gitlab&action=poll.reset", "3")]
    [InlineData("bridge=it's", "")]
    [InlineData("action=&actor=&from=", "6 5 4 3 2 1 0")]
    public async Task It_is_filtered(string query, string expected)
    {
        await using var app = await TestApp.StartAsync();
        await SeedAsync(app, 7, TimeSpan.FromHours(1));

        Assert.Equal(expected, string.Join(' ', (await app.AuditAsync(query)).Select(entry => entry.GetProperty("actor").Text("name"))));
    }

    [Theory]
    [InlineData("take=0", "'take'")]
    [InlineData("take=201", "'take'")]
    [InlineData("take=1.5", "'take'")]
    [InlineData("take=%2B1", "'take'")]
    [InlineData("from=yesterday", "'from'")]
    [InlineData("to=9", "'to'")]
    [InlineData("from=2026-06-02&to=2026-06-01", "later than")]
    [InlineData("action=bridge.puase", "did you mean 'bridge.pause'?")]
    [InlineData("actr=ann", "did you mean 'actor'?")]
    [InlineData("nothing=known", "'nothing'")]
    [InlineData("continuation=ab", "'continuation'")]
    [InlineData("continuation=xy", "'continuation'")]
    [InlineData("continuation=61", "'continuation'")]
    public async Task A_query_that_is_wrong_is_refused_and_says_where(string query, string says)
    {
        await using var app = await TestApp.StartAsync();
        foreach (var accept in (string[])["*/*", "application/x-ndjson"])
        {
            using var answer = await AskAsync(app, query, accept);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            Assert.Contains(says, (await answer.Content.ReadFromJsonAsync<JsonElement>()).Text("detail"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_continuation_of_another_query_is_refused()
    {
        await using var app = await TestApp.StartAsync();
        await SeedAsync(app, 5, TimeSpan.FromHours(1));
        var continuation = (await app.GetAsync("/api/audit?action=poll.run&take=1")).Text("continuation");

        Assert.Equal(HttpStatusCode.OK, await app.StatusOfAsync($"/api/audit?action=poll.run&take=2&continuation={continuation}"));
        Assert.Equal(HttpStatusCode.BadRequest, await app.StatusOfAsync($"/api/audit?take=1&continuation={continuation}"));
        Assert.Equal(HttpStatusCode.BadRequest, await app.StatusOfAsync($"/api/audit?action=poll.run&actor=0&take=1&continuation={continuation}"));
        Assert.Equal(HttpStatusCode.BadRequest, await app.StatusOfAsync($"/api/audit?action=poll.run&to=2026-06-01T14:00:00Z&continuation={continuation}"));
    }

    [Fact]
    public async Task As_NDJSON_all_that_is_found_comes_line_by_line()
    {
        await using var app = await TestApp.StartAsync();
        await SeedAsync(app, 250, TimeSpan.FromMinutes(20));

        using var answer = await AskAsync(app, "", "application/json;q=0.5, application/x-ndjson");
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n');

        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("", lines[^1]);
        Assert.Equal(Enumerable.Range(0, 250).Reverse().Select(i => $"{i}"), lines[..^1].Select(line => JsonDocument.Parse(line).RootElement.GetProperty("actor").Text("name")));
        Assert.Equal((await app.AuditAsync("take=1"))[0].GetRawText(), lines[0]);
        using var first = await AskAsync(app, "take=2", "application/x-ndjson");
        Assert.Equal(string.Join('\n', lines[..2]) + "\n", await first.Content.ReadAsStringAsync());
        using var none = await AskAsync(app, "actor=nobody", "application/x-ndjson");
        Assert.Equal("", await none.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task As_NDJSON_too_a_table_that_is_away_is_told()
    {
        await using var app = await TestApp.StartAsync();
        app.Tables.Before = operation => operation.Table == "Audit" ? throw new RequestFailedException(503, "Busy.") : Task.CompletedTask;
        using var answer = await AskAsync(app, "", "application/x-ndjson");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("POST")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task Nothing_changes_or_deletes_it(string method)
    {
        await using var app = await TestApp.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/audit");
        request.Headers.Authorization = TestApp.Operator;
        using var answer = await app.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    [Theory]
    [InlineData(null, 400)]
    [InlineData("2.00:00:00", 2)]
    public async Task After_its_retention_an_entry_goes(string? setting, int days)
    {
        await using var app = await TestApp.StartAsync(settings: setting is null ? [] : [$"TriggerBridge:AuditRetention={setting}"]);
        await SeedAsync(app, 120, TimeSpan.FromTicks(1));
        app.Time.Advance(TimeSpan.FromHours(13));
        await app.DoneAsync(actor: "later");

        app.Time.Advance(TimeSpan.FromDays(days) - TimeSpan.FromHours(14));
        Assert.Contains("0 audit entries forgotten", await app.Get<LedgerMaintenance>().RunAsync(CancellationToken.None), StringComparison.Ordinal);
        app.Time.Advance(TimeSpan.FromHours(2));
        Assert.Contains("120 audit entries forgotten", await app.Get<LedgerMaintenance>().RunAsync(CancellationToken.None), StringComparison.Ordinal);

        Assert.Equal("later", Assert.Single(await app.AuditAsync()).GetProperty("actor").Text("name"));
    }

    [Theory]
    [InlineData("0.23:59:59", false)]
    [InlineData("1.00:00:00", true)]
    [InlineData("3660.00:00:00", true)]
    [InlineData("3661.00:00:00", false)]
    [InlineData("-1.00:00:00", false)]
    public void Retention_is_a_day_at_least(string retention, bool isValid) =>
        Assert.Equal(isValid, new AuditOptionsValidator().Validate(name: null, new AuditOptions { AuditRetention = TimeSpan.Parse(retention, System.Globalization.CultureInfo.InvariantCulture) }).Succeeded);

    // Named by their number: every second a reset, every third of another bridge.
    private static async Task SeedAsync(TestApp app, int count, TimeSpan apart)
    {
        for (var i = 0; i < count; i++)
        {
            await app.DoneAsync(i % 2 == 0 ? AuditActions.RunPoll : AuditActions.ResetPoll, $"{i}", i % 3 == 0 ? "gitlab" : "github");
            app.Time.Advance(apart);
        }
    }

    private static async Task<HttpResponseMessage> AskAsync(TestApp app, string query, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/audit?" + query);
        request.Headers.Authorization = TestApp.Operator;
        request.Headers.Accept.ParseAdd(accept);
        return await app.Client.SendAsync(request);
    }
}
