using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TriggerBridge.Ledger;
using TriggerBridge.Tests.Polling;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Pausing;

/// <summary>A bridge that a person has paused.</summary>
public sealed class BridgePauseTests
{
    private const string Pause = "/api/bridges/github/pause";
    private const string Resume = "/api/bridges/github/resume";

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task While_paused_events_are_recorded_and_nothing_is_sent_and_afterwards_all_of_them_are()
    {
        await using var app = await TestApp.StartAsync();
        await PauseAsync(app);

        for (var i = 1; i <= 3; i++) Assert.Equal("Received", await SendAsync(app, i));
        await app.TickAsync(Tick);
        Assert.Empty(app.Tenant.Inputs);
        await ResumeAsync(app);
        // What comes in now waits behind them.
        Assert.Equal("Received", await SendAsync(app, 4));
        await app.TickAsync(Tick);

        // Some go at once, so that the order in which they arrive is not certain.
        Assert.Equal(["1", "2", "3", "4"], Logins(app).Order(StringComparer.Ordinal));
        await app.TickAsync(Tick);
        Assert.Equal("Started", await SendAsync(app, 5));
    }

    [Fact]
    public async Task Status_shows_who_paused_it_and_why()
    {
        await using var app = await TestApp.StartAsync();
        await PauseAsync(app, """{ "reason": "ISC is being migrated", "until": "2026-06-01T14:00:00Z" }""");

        var pause = await PauseOfAsync(app);

        Assert.Equal(("ISC is being migrated", "operator"), (pause.GetProperty("reason").GetString(), pause.GetProperty("by").GetString()));
        Assert.Equal(Sample.Noon.AddHours(2), pause.GetProperty("until").GetDateTimeOffset());
        Assert.False(pause.GetProperty("refuse").GetBoolean());
        await ResumeAsync(app);
        await app.TickAsync(Tick);
        Assert.Equal(JsonValueKind.Null, (await PauseOfAsync(app)).ValueKind);
    }

    [Fact]
    public async Task It_ends_by_itself()
    {
        await using var app = await TestApp.StartAsync();
        await PauseAsync(app, """{ "reason": "maintenance", "until": "2026-06-01T13:00:00Z" }""");
        await SendAsync(app, 1);

        await app.TickAsync(TimeSpan.FromMinutes(59));
        Assert.Empty(app.Tenant.Inputs);
        await app.TickAsync(TimeSpan.FromMinutes(2));
        Assert.Single(app.Tenant.Inputs);
        await app.TickAsync(Tick);
        Assert.Equal("Started", await SendAsync(app, 2));
    }

    [Fact]
    public async Task It_can_refuse_events_with_503()
    {
        await using var app = await TestApp.StartAsync();
        await PauseAsync(app, """{ "reason": "no more", "refuse": true, "until": "2026-06-01T12:00:30Z" }""");

        using var answer = await app.PostAsync("event");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(30), answer.Headers.RetryAfter?.Delta);
        Assert.Empty(await app.DeliveriesAsync());
        using var forged = await app.PostAsync("event", secret: "another");
        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
        app.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal("Received", await SendAsync(app, 1));
    }

    [Theory]
    [InlineData("false", 1)]
    [InlineData("true", 0)]
    public async Task A_poll_goes_on_unless_events_are_refused(string refuse, int polls)
    {
        await using var app = await TestApp.StartPollAsync(PollText.Good);
        await PauseAsync(app, $$"""{ "reason": "a test", "refuse": {{refuse}} }""");

        Assert.Equal(polls, await app.PollAsync(TimeSpan.FromDays(1)));
    }

    [Fact]
    public async Task The_time_of_the_pause_does_not_count_for_giving_up()
    {
        await using var app = await TestApp.StartAsync("\"retry\": { \"giveUpAfter\": \"01:00:00\" },");
        await PauseAsync(app);
        var id = (await app.DeliverAsync("event")).GetProperty("deliveryId").GetString()!;

        for (var hour = 0; hour < 5; hour++) await app.TickAsync(TimeSpan.FromHours(1));
        Assert.Equal(DeliveryStatus.Received, (await app.FindAsync(id)).Status);
        await ResumeAsync(app);
        app.Tenant.NextExecute(HttpStatusCode.TooManyRequests, "{}", retryAfter: 1);
        await app.TickAsync(Tick);
        Assert.Equal(DeliveryStatus.RetryScheduled, (await app.FindAsync(id)).Status);
        await app.TickAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(DeliveryStatus.Started, (await app.FindAsync(id)).Status);
    }

    [Fact]
    public async Task All_instances_and_a_restarted_one_know()
    {
        await using var app = await TestApp.StartAsync();
        await using var other = await app.StartAnotherAsync();
        Assert.Equal("Started", await SendAsync(other, 1));

        await PauseAsync(app);
        app.Time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal("Received", await SendAsync(other, 2));
        await app.RestartAsync();
        Assert.Equal("Received", await SendAsync(app, 3));
        await other.TickAsync(Tick);

        Assert.Single(app.Tenant.Inputs);
    }

    [Fact]
    public async Task What_is_in_doubt_is_looked_up_and_not_sent_again()
    {
        await using var app = await TestApp.StartAsync("\"whenInDoubt\": \"retry\",");
        app.Tenant.NextExecuteBreaks();
        var id = (await app.DeliverAsync("event")).GetProperty("deliveryId").GetString()!;
        await PauseAsync(app);

        await app.TickAsync(TimeSpan.FromMinutes(2));
        await app.TickAsync(TimeSpan.FromMinutes(30));

        Assert.Equal(DeliveryStatus.RetryScheduled, (await app.FindAsync(id)).Status);
        Assert.Single(app.Tenant.Inputs);
        await ResumeAsync(app);
        await app.TickAsync(Tick);
        Assert.Equal(DeliveryStatus.Started, (await app.FindAsync(id)).Status);
    }

    [Theory]
    [InlineData("{}", "'reason' must say why")]
    [InlineData("""{ "reason": " " }""", "'reason' must say why")]
    [InlineData("""{ "reason": "r", "until": "2020-01-01T00:00:00Z" }""", "must be in the future")]
    [InlineData("""{ "reason": "r", "refuze": true }""", "not as expected at $.refuze")]
    public async Task What_is_asked_for_wrongly_is_400(string body, string problem)
    {
        await using var app = await TestApp.StartAsync();

        using var answer = await app.PostAsOperatorAsync(Pause, body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(problem, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, (await PauseOfAsync(app)).ValueKind);
    }

    [Theory]
    [InlineData("pause")]
    [InlineData("resume")]
    public async Task An_unknown_bridge_is_404(string action)
    {
        await using var app = await TestApp.StartAsync();

        using var answer = await app.PostAsOperatorAsync($"/api/bridges/unknown/{action}", action == "pause" ? """{ "reason": "r" }""" : "{}");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task While_the_ledger_is_away_a_known_pause_holds()
    {
        await using var app = await TestApp.StartAsync();
        await PauseAsync(app);
        app.Tables.Before = operation => operation.Table == "Pauses" ? throw new Azure.RequestFailedException(503, "Busy.") : Task.CompletedTask;
        app.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("Received", await SendAsync(app, 1));
    }

    [Fact]
    public async Task While_nobody_knows_whether_it_is_paused_nothing_is_sent()
    {
        await using var app = await TestApp.StartAsync();
        Assert.Equal("Started", await SendAsync(app, 1));
        app.Tables.Before = operation => operation.Table == "Pauses" ? throw new Azure.RequestFailedException(503, "Busy.") : Task.CompletedTask;

        app.Time.Advance(TimeSpan.FromSeconds(14));
        Assert.Equal("Started", await SendAsync(app, 2));
        app.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("Received", await SendAsync(app, 3));
        await app.TickAsync(Tick);
        Assert.Equal(2, app.Tenant.Inputs.Count);
        app.Tables.Before = _ => Task.CompletedTask;
        await app.TickAsync(Tick);
        Assert.Equal(3, app.Tenant.Inputs.Count);
    }

    private static async Task PauseAsync(TestApp app, string body = """{ "reason": "a test" }""")
    {
        using var answer = await app.PostAsOperatorAsync(Pause, body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static async Task ResumeAsync(TestApp app)
    {
        using var answer = await app.PostAsOperatorAsync(Resume, "{}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static async Task<string> SendAsync(TestApp app, int number)
    {
        using var answer = await app.PostAsync(
            string.Create(CultureInfo.InvariantCulture, $"event-{number}"), string.Create(CultureInfo.InvariantCulture, $$$"""{"user":{"login":"{{{number}}}"}}"""));
        app.Time.Advance(TimeSpan.FromMilliseconds(10));
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString()!;
    }

    private static IEnumerable<string?> Logins(TestApp app) => app.Tenant.Inputs.Select(input => input.GetProperty("login").GetString());

    private static async Task<JsonElement> PauseOfAsync(TestApp app) =>
        Assert.Single((await app.GetAsync("/api/status")).GetProperty("bridges").EnumerateArray()).GetProperty("pause");
}
