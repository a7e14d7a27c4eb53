using System.Globalization;
using Microsoft.Extensions.Options;
using TriggerBridge.Attempts;
using TriggerBridge.Bridges;
using TriggerBridge.Executions;
using TriggerBridge.Ledger;
using TriggerBridge.SailPoint.Api.Models;

namespace TriggerBridge.Tracking;

/// <summary>How late ISC has shown the executions of a workflow: their number and the largest lag of each UTC day, for thirty days.</summary>
internal sealed class VisibilityLags
{
    private const int DaysKept = 30;
    private const string DayFormat = "yyyyMMdd";

    public static readonly VisibilityLags None = new([]);

    private readonly IReadOnlyList<Day> _days;

    private VisibilityLags(IReadOnlyList<Day> days) => _days = days;

    /// <summary>Of the last thirty days; zero where nothing was measured.</summary>
    public TimeSpan Largest(DateTimeOffset now) => Kept(now).Select(day => day.Largest).DefaultIfEmpty().Max();

    /// <summary>How many were measured in the last thirty days.</summary>
    public int Count(DateTimeOffset now) => Kept(now).Sum(day => day.Count);

    public VisibilityLags With(IReadOnlyCollection<TimeSpan> lags, DateTimeOffset now)
    {
        if (lags.Count == 0)
            return this;
        var today = DateOf(now);
        var known = _days.FirstOrDefault(day => day.Date == today);
        var largest = lags.Max();
        var changed = new Day(today, (known?.Count ?? 0) + lags.Count, largest > known?.Largest || known is null ? largest : known.Largest);
        return new VisibilityLags([.. Kept(now).Where(day => day.Date != today), changed]);
    }

    /// <summary>Such as <c>20260601:12:340000000</c>, a day each: the date, how many, and the largest in ticks.</summary>
    public override string ToString() =>
        string.Join(',', _days.Select(day => string.Create(CultureInfo.InvariantCulture, $"{day.Date.ToString(DayFormat, CultureInfo.InvariantCulture)}:{day.Count}:{day.Largest.Ticks}")));

    /// <summary>What a newer version may write otherwise is passed over.</summary>
    public static VisibilityLags Read(string text)
    {
        var days = new List<Day>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Split(':') is [var date, var count, var ticks]
                && DateOnly.TryParseExact(date, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var largest))
                days.Add(new Day(day, number, TimeSpan.FromTicks(largest)));
        }

        return new VisibilityLags(days);
    }

    private IEnumerable<Day> Kept(DateTimeOffset now)
    {
        var first = DateOf(now).AddDays(-DaysKept);
        return _days.Where(day => day.Date >= first);
    }

    private static DateOnly DateOf(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    private sealed record Day(DateOnly Date, int Count, TimeSpan Largest);
}

/// <summary>
/// The first sight of an execution that the bridge itself started: stored as known, without its history, and a measure of how late ISC
/// shows what it has started.
/// </summary>
internal sealed class VisibilityLagRecorder(ExecutionRecords records, WorkflowRecords workflows, BridgeCatalog bridges, LedgerClock clock, IOptions<TrackingOptions> options)
{
    private static readonly TimeSpan RecordedSoon = TimeSpan.FromSeconds(5);

    /// <returns>Null if it was seen before.</returns>
    public async ValueTask<Appearance?> FirstAsync(Delivery delivery, WorkflowExecution execution)
    {
        if (delivery.Starter is not { } attempt || !await AddAsync(delivery, attempt, execution))
            return null;
        var own = execution.StartTime is { } startTime && Correlates(delivery) ? new OwnExecution(execution.Id, delivery.DeliveryId, startTime) : null;
        return new Appearance(LagOf(delivery, attempt), own);
    }

    /// <summary>Keeps what first sights say about their workflow.</summary>
    public async Task RecordAsync(string tenant, string workflowId, IReadOnlyCollection<Appearance> first)
    {
        if (first.Count == 0)
            return;

        var lags = first.Select(appearance => appearance.Lag).OfType<TimeSpan>().ToList();
        var latest = first.Select(appearance => appearance.Own).OfType<OwnExecution>().MaxBy(own => own.StartTime);
        await workflows.UpdateAsync(tenant, workflowId, record => record with
        {
            Lags = record.Lags.With(lags, clock.UtcNow),
            LatestOwn = latest is null || latest.StartTime < record.LatestOwn?.StartTime ? record.LatestOwn : latest,
        });
    }

    private ValueTask<bool> AddAsync(Delivery delivery, Attempt attempt, WorkflowExecution execution) =>
        records.AddAsync(new KnownExecution
        {
            WorkflowId = delivery.WorkflowId,
            ExecutionId = execution.Id,
            StartTime = execution.StartTime,
            Own = new Correlation(delivery.DeliveryId, attempt.Number),
            Bridge = delivery.Bridge,
        });

    // From ISC's answer to now. Before its outcome came on record, since it was due, or since a look that ISC did not answer, it may have been
    // shown long ago.
    private TimeSpan? LagOf(Delivery delivery, Attempt attempt)
    {
        var now = clock.UtcNow;
        if (attempt is not { HttpStatus: >= 200 and < 300, DurationMs: { } duration } || delivery.Work is not { Kind: WorkKind.Track, Due: var due })
            return null;
        var answeredAt = attempt.StartedAt + TimeSpan.FromMilliseconds(duration);
        var wasLookedAt = delivery.Reason == TrackingTransitions.NotShownYet;
        var wasRecordedSoon = delivery.Reason is null && due - answeredAt <= options.Value.TrackRecentEvery + RecordedSoon;
        return (wasLookedAt || wasRecordedSoon) && now - due <= options.Value.TrackRecentEvery ? now - answeredAt : null;
    }

    // Only what names its delivery can prove that deliveries are found by their names.
    private bool Correlates(Delivery delivery) => bridges.TryFind(delivery.Bridge, out var bridge) && bridge.Workflow.Correlate;
}

/// <summary>The first sight of one of our executions.</summary>
/// <param name="Lag">How long after ISC's answer; null where nothing can be said.</param>
/// <param name="Own">Null where it does not name its delivery.</param>
internal sealed record Appearance(TimeSpan? Lag, OwnExecution? Own);
