using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using TriggerBridge.Ledger;
using TriggerBridge.Telemetry;
using TriggerBridge.Testing;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Telemetry;

/// <summary>What the alerts of <c>infra/modules/alerts.bicep</c> wait for is what the app logs.</summary>
public sealed partial class AlertTextTests
{
    private static readonly LedgerClock Clock = new(new ManualTimeProvider(Sample.Noon));

    [Fact]
    public async Task Each_alert_waits_for_a_text_that_stands_in_the_source()
    {
        var alerts = await File.ReadAllTextAsync(RepositoryRoot.File("infra", "modules", "alerts.bicep"));
        var texts = AlertText().Matches(alerts).Select(match => match.Groups["text"].Value).ToList();
        var sources = Directory.EnumerateFiles(RepositoryRoot.File("src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(File.ReadAllText)
            .ToList();

        Assert.True(texts.Count >= 8, "alerts.bicep has other texts than this test finds.");
        Assert.All(texts, text => Assert.Contains(sources, source => source.Contains(text, StringComparison.Ordinal)));
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
    public void Work_that_is_overdue_is_logged_once_for_its_bridge()
    {
        var warnings = WarningsOf(
            ("github", Item(WorkKind.Dispatch, due: 6, received: 7)),
            ("github", Item(WorkKind.Dispatch, due: 9, received: 9)),
            ("okta", Item(WorkKind.Dispatch, due: 4, received: 20)));
        Assert.Equal(["Bridge github has work that is overdue, the oldest by 00:09:00"], warnings);
    }

    [Fact]
    public void What_is_in_doubt_for_more_than_ten_minutes_is_logged()
    {
        var warnings = WarningsOf(("github", Item(WorkKind.Resolve, due: 0, received: 11)), ("github", Item(WorkKind.Resolve, due: 0, received: 9)));
        Assert.Equal(["Delivery github/d is in doubt for long: received 00:11:00 ago"], warnings);
    }

    private static IReadOnlyList<string> WarningsOf(params (string Bridge, WorkItem Item)[] found)
    {
        using var logs = new RecordedLogs();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(logs));
        new WorkWatch(Clock, factory.CreateLogger<WorkWatch>()).Look(found);
        return logs.At(LogLevel.Warning);
    }

    /// <param name="kind">What is asked for.</param>
    /// <param name="due">How many minutes ago.</param>
    /// <param name="received">How many minutes ago.</param>
    private static WorkItem Item(WorkKind kind, int due, int received) => new()
    {
        Kind = kind,
        Due = Sample.Noon - TimeSpan.FromMinutes(due),
        ReceivedAt = Sample.Noon - TimeSpan.FromMinutes(received),
        DeliveryId = "d",
    };

    [GeneratedRegex("text: '(?<text>[^']+)'", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex AlertText();
}
