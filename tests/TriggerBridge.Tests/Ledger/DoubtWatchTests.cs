using Microsoft.Extensions.Logging;
using TriggerBridge.Ledger;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Ledger;

/// <summary>Which deliveries count as in doubt, and since when.</summary>
public sealed class DoubtWatchTests : IDisposable
{
    private readonly ManualClock _time = new(Sample.Noon);
    private readonly RecordedLogs _logs = new();
    private readonly ILoggerFactory _loggers;
    private readonly DoubtWatch _watch;

    public DoubtWatchTests()
    {
        _loggers = LoggerFactory.Create(logging => logging.AddProvider(_logs));
        _watch = new DoubtWatch(new LedgerClock(_time), _loggers.CreateLogger<DoubtWatch>());
    }

    [Theory]
    [InlineData(9, 0)]
    [InlineData(11, 1)]
    public void What_was_sent_more_than_ten_minutes_ago_and_is_in_doubt_is_logged(int minutes, int lines)
    {
        Look(DeliveryStatus.InDoubt, TimeSpan.FromMinutes(minutes));
        Assert.Equal(lines, _logs.At(LogLevel.Warning).Count(line => line == "Delivery bridge/d is in doubt for long: sent 11 min ago"));
        Assert.Equal(lines, _logs.All.Count);
    }

    /// <summary>Held dead letters are looked for again, and started ones of which another attempt may have run.</summary>
    [Theory]
    [InlineData(DeliveryStatus.DeadLettered)]
    [InlineData(DeliveryStatus.Started)]
    [InlineData(DeliveryStatus.Dispatching)]
    public void What_is_looked_up_for_another_reason_is_not_in_doubt(DeliveryStatus status)
    {
        Look(status, TimeSpan.FromHours(1));
        Assert.Empty(_logs.All);
        Assert.Equal((0, null), _watch.Known);
    }

    [Fact]
    public void What_was_replayed_counts_from_its_latest_attempt_and_not_from_when_it_came()
    {
        Look(DeliveryStatus.InDoubt, TimeSpan.FromDays(3), TimeSpan.FromMinutes(2));
        Assert.Empty(_logs.All);
        Assert.Equal((1, Sample.Noon - TimeSpan.FromMinutes(2)), _watch.Known);
    }

    [Fact]
    public void What_another_instance_resolved_is_forgotten_in_time()
    {
        Look(DeliveryStatus.InDoubt, TimeSpan.Zero);
        _time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(1, _watch.Known.Count);
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(0, _watch.Known.Count);
    }

    public void Dispose()
    {
        _loggers.Dispose();
        _logs.Dispose();
    }

    /// <param name="status">Of the delivery.</param>
    /// <param name="ago">When its attempts were sent that are in doubt.</param>
    private void Look(DeliveryStatus status, params TimeSpan[] ago) => _watch.Look(Sample.Received(id: "d") with
    {
        Status = status,
        ReceivedAt = Sample.Noon - TimeSpan.FromDays(7),
        Attempts = [.. ago.Select((each, at) => Sample.Attempt(AttemptOutcome.InDoubt, at + 1) with { StartedAt = Sample.Noon - each })],
    });
}
