using System.Net;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using TriggerBridge.Functions;
using TriggerBridge.Ledger;
using TriggerBridge.Testing;
using TriggerBridge.Tests.Infrastructure;
using TriggerBridge.Tests.Polling;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Telemetry;

/// <summary>What the alerts of infra/ wait for is what the app logs.</summary>
public sealed class AlertTextTests
{
    private const string SignOfLife = "ProcessDueWork runs";
    private const string CannotStart = "TriggerBridge cannot start";

    /// <summary>
    /// In the table AppTraces, with its text as the message, is a line without an exception: one with an exception goes to AppExceptions.
    /// </summary>
    [BicepFact]
    public async Task Each_alert_waits_for_a_line_that_the_app_writes_to_the_table_where_it_looks()
    {
        var lines = new[] { typeof(TriggerBridgeServices), typeof(StartupCheck) }.SelectMany(each => each.Assembly.GetTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .Select(method => (Method: method, Line: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(each => each.Line is not null)
            .ToList();

        var texts = (await Deployment.PredictAsync()).AlertTexts.Where(text => text != CannotStart).ToList();

        Assert.NotEmpty(texts);
        Assert.All(texts, text =>
        {
            var (method, line) = Assert.Single(lines, each => Regex.IsMatch(each.Line!.Message, $@"\b{text}\b", RegexOptions.None, Regex.InfiniteMatchTimeout));
            Assert.True(line!.Level >= LogLevel.Information, $"{text} is below the level that is logged.");
            Assert.DoesNotContain(method.GetParameters(), parameter => parameter.ParameterType.IsAssignableTo(typeof(Exception)));
        });
    }

    [BicepFact]
    public async Task The_alert_on_an_app_that_cannot_start_waits_for_what_its_error_stream_says()
    {
        Assert.Contains(CannotStart, (await Deployment.PredictAsync()).AlertTexts);
        var sources = Directory.EnumerateFiles(RepositoryRoot.File("src"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText);
        Assert.Contains(sources, source => source.Contains($"\"{CannotStart}", StringComparison.Ordinal));
    }

    /// <summary>A line that arrives late is still seen.</summary>
    [BicepFact]
    public async Task Each_alert_looks_at_every_line_twice()
    {
        var rules = (await Deployment.PredictAsync()).All("Microsoft.Insights/scheduledQueryRules").Select(rule => rule.GetProperty("properties"));
        Assert.All(rules, rule => Assert.True(Time(rule.GetProperty("windowSize")) >= 2 * Time(rule.GetProperty("evaluationFrequency"))));

        static TimeSpan Time(JsonElement value) => XmlConvert.ToTimeSpan(value.GetString()!);
    }

    [Fact]
    public async Task A_dead_letter_is_logged_once_when_it_becomes_one()
    {
        await using var app = await TestApp.StartAsync();
        using var answer = await app.PostAsync("event-1", """{"user":{}}""");
        answer.EnsureSuccessStatusCode();
        await app.TickAsync(TimeSpan.FromMinutes(1));

        Assert.Single(app.Logs.At(LogLevel.Warning), line => line.Contains("is a dead letter: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Work_that_is_overdue_is_logged_once_for_its_bridge_and_tick()
    {
        await using var app = await TestApp.StartAsync("\"dispatchBudget\": \"00:00:00\",");
        await app.DeliverAsync("event-1");
        await app.DeliverAsync("event-2");
        await app.TickAsync(TimeSpan.FromMinutes(9));
        Assert.Equal("Bridge github has work that is overdue, the oldest by 9 min", Assert.Single(app.Logs.At(LogLevel.Warning)));
    }

    [Fact]
    public async Task Work_that_cannot_be_done_is_overdue_all_the_same_and_such_a_tick_is_no_sign_of_life()
    {
        await using var app = await TestApp.StartAsync("\"dispatchBudget\": \"00:00:00\",");
        await app.DeliverAsync("event");
        app.Tables.Before = operation => operation.Method == nameof(TableClient.SubmitTransactionAsync)
            ? throw new AggregateException("no connection")
            : Task.CompletedTask;
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => app.TickAsync(TimeSpan.FromMinutes(6)));

        Assert.Single(app.Logs.At(LogLevel.Warning), line => line.Contains("has work that is overdue", StringComparison.Ordinal));
        Assert.DoesNotContain(app.Logs.All, line => line.Contains(SignOfLife, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ticks_give_a_sign_of_life_at_most_once_a_minute()
    {
        await using var app = await TestApp.StartAsync();
        for (var tick = 0; tick < 18; tick++)
            await app.TickAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(3, app.Logs.At(LogLevel.Information).Count(line => line.StartsWith(SignOfLife, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_request_that_fails_for_want_of_the_ledger_is_logged()
    {
        await using var app = await TestApp.StartAsync();
        app.Tables.Before = _ => throw new AggregateException("no connection");
        await Assert.ThrowsAsync<HttpRequestException>(() => app.GetAsync("/api/deliveries"));
        Assert.StartsWith("The ledger does not answer", Assert.Single(app.Logs.At(LogLevel.Error)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "The secret 'client' does not exist.")]
    [InlineData("""{ "client": "text" }""", "The secret 'client' is not a credential")]
    public async Task A_credential_that_is_missing_or_none_is_logged_once_a_minute(string more, string reason)
    {
        var secrets = JsonNode.Parse(more)!.AsObject();
        secrets["hook"] = TestApp.Secret;
        await using var app = await TestApp.StartAsync(secrets: secrets.ToJsonString());
        await app.DeliverAsync("event-1");
        await app.DeliverAsync("event-2");
        Assert.StartsWith($"ISC tenant acme cannot be called without a working credential: {reason}", Assert.Single(Credentials(app)), StringComparison.Ordinal);

        await app.TickAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(2, Credentials(app).Count());
    }

    [Fact]
    public async Task A_credential_that_ISC_refuses_is_logged()
    {
        await using var app = await TestApp.StartAsync();
        app.Tenant.OnToken = () => StubHttpHandler.Json(HttpStatusCode.Unauthorized, """{"error":"invalid_client"}""");
        await app.DeliverAsync("event");
        Assert.Single(Credentials(app));
    }

    [Fact]
    public async Task Tokens_that_ISC_refuses_again_and_again_are_logged()
    {
        await using var app = await TestApp.StartAsync();
        app.Tenant.NextExecute(HttpStatusCode.Unauthorized, "{}");
        await app.DeliverAsync("event-1");
        Assert.Empty(Credentials(app));

        app.Tenant.NextExecute(HttpStatusCode.Unauthorized, "{}");
        app.Tenant.NextExecute(HttpStatusCode.Unauthorized, "{}");
        await app.DeliverAsync("event-2");
        Assert.Single(Credentials(app));
    }

    [Fact]
    public async Task A_read_credential_that_ISC_refuses_is_logged()
    {
        await using var app = await TestApp.StartWithSimulatorAsync();
        await app.DeliverAsync("event");
        app.Simulator.OnRequest = request => Task.FromResult(
            request.Method == HttpMethod.Get ? StubHttpHandler.Json(HttpStatusCode.Unauthorized, "{}") : null);
        await app.TickAsync(TimeSpan.FromMinutes(1));
        Assert.Single(Credentials(app), line => line.EndsWith("ISC does not accept the credential 'reader'.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_poll_that_failed_three_times_in_a_row_is_logged_as_such()
    {
        await using var app = await TestApp.StartPollAsync(PollText.Good);
        app.Source.On = _ => StubHttpHandler.Json(HttpStatusCode.InternalServerError, "{}");
        for (var run = 0; run < 3; run++)
        {
            Assert.Empty(app.Logs.At(LogLevel.Error));
            await app.PollAsync(TimeSpan.FromMinutes(10));
        }

        Assert.Equal("The poll of github keeps failing, 3 in a row: The source answered 500.", Assert.Single(app.Logs.At(LogLevel.Error)));
    }

    private static IEnumerable<string> Credentials(TestApp app) =>
        app.Logs.At(LogLevel.Error).Where(line => line.Contains("cannot be called without a working credential", StringComparison.Ordinal));
}
