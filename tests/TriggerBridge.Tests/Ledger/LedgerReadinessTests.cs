using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;
using Azure.Identity;
using Microsoft.Extensions.Logging;
using TriggerBridge.Ledger;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Tests.Testing.Tables;

namespace TriggerBridge.Tests.Ledger;

/// <summary>That the ledger is away stands in the log for as long as it is, for an alert waits for it.</summary>
public sealed class LedgerReadinessTests : IDisposable
{
    private const string Away = "The ledger does not answer";

    private readonly InMemoryTableServiceClient _service = new();
    private readonly ManualClock _time = new(Sample.Noon);
    private readonly RecordedLogs _logs = new();
    private readonly ILoggerFactory _loggers;
    private readonly LedgerReadiness _readiness;

    public LedgerReadinessTests()
    {
        _loggers = LoggerFactory.Create(logging => logging.AddProvider(_logs));
        _readiness = new LedgerReadiness(new LedgerTables(_service, new LedgerClock(_time)), _time, _loggers.CreateLogger<LedgerReadiness>());
    }

    [Fact]
    public async Task A_ledger_that_is_away_from_the_start_is_logged()
    {
        GoAway();
        await _readiness.WarmUpAsync(default);
        Assert.StartsWith(Away, Assert.Single(_logs.At(LogLevel.Error)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_known_is_not_asked_again_for_a_while()
    {
        var asked = 0;
        await _readiness.WarmUpAsync(default);
        _service.Before = _ =>
        {
            asked++;
            return Task.CompletedTask;
        };

        Assert.True(await _readiness.AnswersAsync(TimeSpan.FromSeconds(1), default));
        Assert.Equal(0, asked);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(await _readiness.AnswersAsync(TimeSpan.FromSeconds(1), default));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_ledger_whose_tables_are_gone_gets_them_again()
    {
        await _readiness.WarmUpAsync(default);
        var created = new ConcurrentBag<string>();
        var emptied = new InMemoryTableServiceClient
        {
            Before = operation =>
            {
                if (operation.Method == nameof(TableClient.CreateIfNotExistsAsync)) created.Add(operation.Table);
                return Task.CompletedTask;
            },
        };

        await new LedgerTables(emptied, new LedgerClock(_time)).ProbeAsync(default);

        Assert.Equal(["Clients", "Deliveries", "Partitions", "Usage"], created.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_ledger_that_stays_away_is_logged_once_a_minute_however_often_it_is_asked_for()
    {
        GoAway();
        for (var seconds = 0; seconds <= 600; seconds += 2)
        {
            Assert.False(await _readiness.IsReadyAsync(default));
            _time.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.Equal(11, _logs.At(LogLevel.Error).Count);
        Assert.Equal($"{Away}, for 10 min now, and senders must repeat their events: no connection", _logs.At(LogLevel.Error)[^1]);
    }

    [Fact]
    public async Task A_ledger_that_refuses_is_logged_with_its_answer()
    {
        _service.Before = _ => throw new RequestFailedException(403, "many\nlines", "AuthorizationFailure", innerException: null);
        Assert.False(await _readiness.ProbeAsync(default));
        Assert.EndsWith(": Table Storage answers 403 AuthorizationFailure", Assert.Single(_logs.At(LogLevel.Error)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_tries_the_last_ones_cause_is_logged()
    {
        _service.Before = _ => throw new AggregateException("Retry failed after 2 tries.", new IOException("reset"), new RequestFailedException("refused"));
        Assert.False(await _readiness.ProbeAsync(default));
        Assert.EndsWith(": refused", Assert.Single(_logs.At(LogLevel.Error)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_identity_without_a_token_is_logged_in_one_line()
    {
        _service.Before = _ => throw new CredentialUnavailableException("No identity here.\n- not that one\n- nor the other");
        Assert.False(await _readiness.ProbeAsync(default));
        Assert.EndsWith(": no token for Table Storage: No identity here.", Assert.Single(_logs.At(LogLevel.Error)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ledger_that_is_back_is_logged_once()
    {
        Assert.True(await _readiness.ProbeAsync(default));
        Assert.Empty(_logs.All);

        _readiness.ReportAway(new LedgerUnavailableException());
        _time.Advance(TimeSpan.FromSeconds(90));
        Assert.True(await _readiness.IsReadyAsync(default));
        Assert.True(await _readiness.IsReadyAsync(default));

        Assert.Equal("The ledger answers again, after 1 min 30 s", Assert.Single(_logs.At(LogLevel.Information)));
        Assert.Single(_logs.At(LogLevel.Error));
    }

    public void Dispose()
    {
        _loggers.Dispose();
        _logs.Dispose();
    }

    private void GoAway() => _service.Before = _ => throw new AggregateException("no connection");
}
