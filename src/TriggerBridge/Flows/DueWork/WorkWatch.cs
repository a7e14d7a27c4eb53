using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using TriggerBridge.Ledger;
using TriggerBridge.Telemetry;
using TriggerBridge.Time;

namespace TriggerBridge.Flows.DueWork;

/// <summary>
/// Tells that ticks of <c>ProcessDueWork</c> come, what is overdue in them, and how much waits. What waits for a paused client or a broken
/// bridge is counted, but is not overdue: the pause itself is logged, and so are the bridge's errors.
/// </summary>
internal sealed partial class WorkWatch
{
    /// <summary>Ticks come every ten seconds: what is later than this is not being done.</summary>
    private static readonly TimeSpan Overdue = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan AMinute = TimeSpan.FromMinutes(1);

    // The timer runs on one instance at a time: what another one knows is old.
    private static readonly TimeSpan Current = TimeSpan.FromMinutes(2);

    private const int MostCounted = 1000;

    private readonly DeliveryLedger _ledger;
    private readonly DoubtWatch _doubts;
    private readonly TimeProvider _time;
    private readonly ILogger<WorkWatch> _logger;
    private readonly LogThrottle _signs;
    private readonly ObservableGauge<int> _due;
    private volatile Backlog _backlog = new(Due: 0, Oldest: null);
    private long? _counted;
    private volatile Tick? _lastTick;

    public WorkWatch(DeliveryLedger ledger, DoubtWatch doubts, IMeterFactory meters, TimeProvider time, ILogger<WorkWatch> logger)
    {
        _ledger = ledger;
        _doubts = doubts;
        _time = time;
        _logger = logger;
        _signs = new LogThrottle(time, AMinute);
        var meter = meters.OfBridge;
        _due = meter.CreateObservableGauge(
            "triggerbridge.work.due", () => Now(_backlog.Due), "{delivery}", $"Deliveries that are due to be sent, paused ones too; of each bridge at most {MostCounted}.");
        meter.CreateObservableGauge("triggerbridge.work.oldest", () => Now(SecondsSince(_backlog.Oldest)), "s", "How long ago the oldest of them became due.");
        meter.CreateObservableGauge("triggerbridge.doubt.count", () => Now(_doubts.Known.Count), "{delivery}", "Deliveries in doubt.");
        meter.CreateObservableGauge("triggerbridge.doubt.oldest", () => Now(SecondsSince(_doubts.Known.Oldest)), "s", "How long ago the oldest of them was sent.");
    }

    /// <param name="found">What one tick found due, over all bridges, and can be worked on.</param>
    public void Look(IReadOnlyCollection<(string Bridge, WorkItem Item)> found)
    {
        foreach (var bridge in found.GroupBy(one => one.Bridge, one => one.Item, StringComparer.Ordinal).OrderBy(bridge => bridge.Key, StringComparer.Ordinal))
        {
            var late = _ledger.Clock.UtcNow - bridge.Min(item => item.Due);
            if (late > Overdue)
                LogOverdue(bridge.Key, ReadableTime.Of(late));
        }
    }

    /// <summary>Counts what waits, at most once a minute and only for somebody who listens.</summary>
    public async Task CountAsync(CancellationToken cancellationToken)
    {
        if (!_due.Enabled || (_counted is { } last && _time.GetElapsedTime(last) < AMinute))
            return;

        _counted = _time.GetTimestamp();
        var backlog = new Backlog(Due: 0, Oldest: null);
        foreach (var bridge in await _ledger.PartitionsAsync(cancellationToken))
        {
            var due = await _ledger.DueAsync(bridge, WorkKind.Dispatch, MostCounted, cancellationToken);
            var oldest = due is [var first, ..] && !(backlog.Oldest < first.Due) ? first.Due : backlog.Oldest;
            backlog = new Backlog(backlog.Due + due.Count, oldest);
        }

        _backlog = backlog;
    }

    /// <summary>A tick came to its end: the sign of life whose absence raises an alert.</summary>
    public void TickEnded(int items)
    {
        _lastTick = new Tick(_time.GetTimestamp());
        if (_signs.Allows(nameof(TickEnded)))
            LogTick(items);
    }

    private Measurement<T>[] Now<T>(T value)
        where T : struct => _lastTick is { } last && _time.GetElapsedTime(last.EndedAt) <= Current ? [new(value)] : [];

    private double SecondsSince(DateTimeOffset? time) => time is { } past ? Math.Max(0, (_ledger.Clock.UtcNow - past).TotalSeconds) : 0;

    // Alerts wait for these texts, for the second one's absence (infra/modules/alerts.bicep).
    [LoggerMessage(LogLevel.Warning, "Bridge {Bridge} has work that is overdue, the oldest by {Late}")]
    private partial void LogOverdue(string bridge, string late);

    [LoggerMessage(LogLevel.Information, "ProcessDueWork runs; its latest tick found {Items} items due")]
    private partial void LogTick(int items);

    private sealed record Tick(long EndedAt);

    private sealed record Backlog(int Due, DateTimeOffset? Oldest);
}
