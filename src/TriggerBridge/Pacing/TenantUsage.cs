using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Extensions.Logging;
using TriggerBridge.Ledger;

namespace TriggerBridge.Pacing;

/// <summary>Counts a tenant's executions by UTC day and its calls by UTC month: here at once, in the ledger a few seconds later.</summary>
internal sealed partial class TenantUsage : IDisposable
{
    private static readonly TimeSpan WriteEvery = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Tally> _tallies = new(StringComparer.Ordinal);
    private readonly string _tenant;
    private readonly UsageTable _table;
    private readonly LedgerClock _clock;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private bool _scheduled;

    public TenantUsage(string tenant, UsageTable table, LedgerClock clock, TimeProvider time, ILogger logger)
    {
        _tenant = tenant;
        _table = table;
        _clock = clock;
        _logger = logger;
        _timer = time.CreateTimer(static usage => _ = ((TenantUsage)usage!).WriteAsync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public long ExecutionsToday => SumOf(Day);

    public long CallsThisMonth => SumOf(Month);

    private string Day => _clock.UtcNow.UtcDateTime.ToString("'executions|'yyyy-MM-dd", CultureInfo.InvariantCulture);

    private string Month => _clock.UtcNow.UtcDateTime.ToString("'calls|'yyyy-MM", CultureInfo.InvariantCulture);

    public void Count(CallKind kind)
    {
        TimeSpan? due = null;
        lock (_lock)
        {
            var month = TallyOf(Month);
            month.Unwritten++;
            var isKnown = month.IsKnown;
            if (kind == CallKind.Execute)
            {
                var day = TallyOf(Day);
                day.Unwritten++;
                isKnown &= day.IsKnown;
            }

            if (!_scheduled)
            {
                _scheduled = true;
                // What other instances used of a period that is new here is worth knowing at once.
                due = isKnown ? WriteEvery : TimeSpan.Zero;
            }
        }

        if (due is { } inTime)
            _timer.Change(inTime, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    [SuppressMessage("Design", "CA1031", Justification = "The edge: a timer's callback. What could not be written is written with the next.")]
    private async Task WriteAsync()
    {
        List<KeyValuePair<string, Tally>> due;
        lock (_lock)
            due = [.. _tallies];
        try
        {
            foreach (var (rowKey, tally) in due)
                await WriteAsync(rowKey, tally);
        }
        catch (Exception fault)
        {
            LogNotWritten(_tenant, fault);
        }

        ScheduleNext();
    }

    private async Task WriteAsync(string rowKey, Tally tally)
    {
        long unwritten;
        lock (_lock)
            unwritten = tally.Unwritten;
        var sum = await _table.AddAsync(_tenant, rowKey, unwritten);
        lock (_lock)
        {
            tally.Written = sum;
            tally.Unwritten -= unwritten;
            tally.IsKnown = true;
        }
    }

    private void ScheduleNext()
    {
        lock (_lock)
        {
            foreach (var past in _tallies.Where(tally => tally.Value.Unwritten == 0 && tally.Key != Day && tally.Key != Month).ToList())
                _tallies.Remove(past.Key);
            _scheduled = _tallies.Values.Any(tally => tally.Unwritten > 0);
            if (!_scheduled)
                return;
        }

        _timer.Change(WriteEvery, Timeout.InfiniteTimeSpan);
    }

    private long SumOf(string rowKey)
    {
        lock (_lock)
            return _tallies.TryGetValue(rowKey, out var tally) ? tally.Written + tally.Unwritten : 0;
    }

    private Tally TallyOf(string rowKey) =>
        _tallies.TryGetValue(rowKey, out var tally) ? tally : _tallies[rowKey] = new Tally();

    [LoggerMessage(LogLevel.Warning, "What was used of the quotas of {Tenant} could not be written; it is written with the next calls")]
    private partial void LogNotWritten(string tenant, Exception fault);

    private sealed class Tally
    {
        public long Written { get; set; }
        public long Unwritten { get; set; }
        public bool IsKnown { get; set; }
    }
}
