using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using TriggerBridge.Ledger;
using TriggerBridge.Tenants;

namespace TriggerBridge.Pacing;

/// <summary>
/// Counts a tenant's executions by UTC day and its calls by UTC month: here at once, in the ledger a few seconds later. Where there is a quota, an instance
/// takes a block of it ahead and uses no more than it has taken, so that all together stay within it; blocks grow with use, and what is not used goes back.
/// </summary>
internal sealed partial class TenantUsage : IDisposable
{
    private static readonly TimeSpan WriteEvery = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Tally> _tallies = new(StringComparer.Ordinal);
    private readonly string _tenant;
    private readonly TenantSettings _limits;
    private readonly UsageTable _table;
    private readonly LedgerClock _clock;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private bool _scheduled;
    private Task? _writing;

    public TenantUsage(string tenant, TenantSettings limits, UsageTable table, LedgerClock clock, TimeProvider time, ILogger logger)
    {
        _tenant = tenant;
        _limits = limits;
        _table = table;
        _clock = clock;
        _logger = logger;
        _timer = time.CreateTimer(static usage => _ = ((TenantUsage)usage!).WriteAllAsync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public long ExecutionsToday => Of(Day, tally => tally.Known.Used + tally.Used);

    public long CallsThisMonth => Of(Month, tally => tally.Known.Used + tally.Used);

    public bool IsDayUsedUp => Of(Day, tally => tally.IsUsedUp);

    public bool IsMonthUsedUp => Of(Month, tally => tally.IsUsedUp);

    private string Day => _clock.UtcNow.UtcDateTime.ToString("'executions|'yyyy-MM-dd", CultureInfo.InvariantCulture);

    private string Month => _clock.UtcNow.UtcDateTime.ToString("'calls|'yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>Takes a block of each quota of which nothing is at hand. Without an answer calls go on and are counted later.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A quota that cannot be counted stops no call.")]
    public async ValueTask PrepareAsync(CallKind kind)
    {
        foreach (var rowKey in RowKeys(kind))
        {
            if (Of(rowKey, tally => tally.MayCount))
                continue;
            try
            {
                await WriteAsync(rowKey, isNeeded: true);
            }
            catch (Exception fault)
            {
                Of(rowKey, tally => tally.IsAway = true);
                LogNotWritten(_tenant, fault);
            }
        }
    }

    /// <summary>Counts a call; not where a quota has to be asked first.</summary>
    public bool TryCount(CallKind kind)
    {
        var due = WriteEvery;
        lock (_lock)
        {
            Tally[] tallies = [.. RowKeys(kind).Select(TallyOf)];
            if (!tallies.All(tally => tally.MayCount))
                return false;
            foreach (var tally in tallies)
                tally.Used++;
            if (_scheduled)
                return true;
            _scheduled = true;
            // What other instances used of a period that is new here is worth knowing at once.
            if (!tallies.All(tally => tally.IsKnown))
                due = TimeSpan.Zero;
        }

        _timer.Change(due, Timeout.InfiniteTimeSpan);
        return true;
    }

    public void Dispose() => _timer.Dispose();

    private string[] RowKeys(CallKind kind) => kind == CallKind.Execute ? [Month, Day] : [Month];

    [SuppressMessage("Design", "CA1031", Justification = "The edge: a timer's callback. What could not be written is written with the next.")]
    private async Task WriteAllAsync()
    {
        string[] due;
        lock (_lock)
            due = [.. _tallies.Where(tally => tally.Value.HasNews).Select(tally => tally.Key)];
        try
        {
            foreach (var rowKey in due)
                await WriteAsync(rowKey, isNeeded: false);
        }
        catch (Exception fault)
        {
            LogNotWritten(_tenant, fault);
        }

        ScheduleNext();
    }

    // Tells what was used and settles what is at hand, in one conditional write; one at a time, since two would tell the same use twice.
    private async Task WriteAsync(string rowKey, bool isNeeded)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        while (!TryEnter(done.Task, out var other))
            await other;
        try
        {
            while (!(isNeeded && Of(rowKey, tally => tally.MayCount)))
            {
                var row = await _table.ReadAsync(_tenant, rowKey);
                var (used, before, next) = Of(rowKey, tally => tally.Begin(row, isNeeded));
                var written = row with { Used = row.Used + used, Ahead = Math.Max(0, row.Ahead + next - before) };
                var isWritten = (used == 0 && next == before) || await _table.TryWriteAsync(_tenant, rowKey, written);
                Of(rowKey, tally => tally.End(isWritten, written, used, isWritten ? next : before));
                if (isWritten)
                    return;
            }
        }
        finally
        {
            lock (_lock)
                _writing = null;
            done.SetResult();
        }
    }

    private bool TryEnter(Task own, [NotNullWhen(false)] out Task? other)
    {
        lock (_lock)
        {
            other = _writing;
            _writing ??= own;
            return other is null;
        }
    }

    private void ScheduleNext()
    {
        lock (_lock)
        {
            foreach (var past in _tallies.Where(tally => tally.Value.Used == 0 && tally.Key != Day && tally.Key != Month).ToList())
                _tallies.Remove(past.Key);
            _scheduled = _tallies.Values.Any(tally => tally.HasNews);
            if (!_scheduled)
                return;
        }

        _timer.Change(WriteEvery, Timeout.InfiniteTimeSpan);
    }

    private T Of<T>(string rowKey, Func<Tally, T> get)
    {
        lock (_lock)
            return get(TallyOf(rowKey));
    }

    private Tally TallyOf(string rowKey) => _tallies.TryGetValue(rowKey, out var tally)
        ? tally
        : _tallies[rowKey] = new Tally(rowKey.StartsWith("executions", StringComparison.Ordinal) ? _limits.ExecutionsPerDay : _limits.CallsPerMonth);

    [LoggerMessage(LogLevel.Warning, "What was used of the quotas of {Tenant} could not be written; it is written with the next calls")]
    private partial void LogNotWritten(string tenant, Exception fault);

    /// <summary>The use of one quota in one span of time. Whoever calls holds the lock.</summary>
    /// <param name="quota">0: none.</param>
    private sealed class Tally(long quota)
    {
        private const int LeastBlock = 8;

        // The last of a quota is taken in ever smaller blocks, at last one by one, so that none of it is left with an instance that does not use it.
        private const int MostInstances = 32;

        private long _ahead;

        /// <summary>The row as it was last read or written.</summary>
        public UsageRow Known { get; private set; } = new(0, 0, null);

        public bool IsKnown { get; private set; }

        /// <summary>The ledger did not answer when it was last asked.</summary>
        public bool IsAway { get; set; }

        /// <summary>What was used since the last write.</summary>
        public long Used { get; set; }

        public bool IsUsedUp => quota > 0 && IsKnown && Used >= _ahead && Known.Used + Known.Ahead >= quota;

        public bool MayCount => quota == 0 || Used < _ahead || IsUsedUp || IsAway;

        /// <summary>Whether there is something to tell or to give back.</summary>
        public bool HasNews => Used > 0 || _ahead > LeastBlock || (quota == 0 && !IsKnown);

        /// <summary>What is to be written: used since, ahead before, ahead from then on. What is given back is not used any more.</summary>
        public (long Used, long Before, long Next) Begin(UsageRow row, bool isNeeded)
        {
            var left = quota - row.Used - row.Ahead + _ahead - Used;
            var next = quota == 0 ? 0 : Math.Max(0, Math.Min(Math.Max(LeastBlock, 2 * Used), left / MostInstances));
            if (isNeeded && next == 0 && left > 0)
                next = 1;
            var before = _ahead;
            _ahead = Math.Min(_ahead, Used + next);
            return (Used, before, next);
        }

        public bool End(bool isWritten, UsageRow row, long used, long ahead)
        {
            _ahead = ahead;
            if (!isWritten)
                return false;
            Used -= used;
            Known = row;
            IsKnown = true;
            IsAway = false;
            return true;
        }
    }
}

/// <summary>
/// The table <c>Usage</c>: what all instances together have used of a tenant's quotas, and what they have taken ahead. Partition: tenant; row: what
/// and when, such as <c>executions|2026-06-01</c>. A lost answer may count twice, and what a process that is killed had taken ahead is lost.
/// </summary>
internal sealed class UsageTable(LedgerTables tables)
{
    private const string Count = nameof(Count);
    private const string Ahead = nameof(Ahead);

    public async Task<UsageRow> ReadAsync(string tenant, string rowKey)
    {
        await tables.EnsureCreatedAsync(CancellationToken.None);
        var row = await tables.Usage.FindAsync(Uri.EscapeDataString(tenant), rowKey, select: null, CancellationToken.None);
        return new UsageRow(row?.GetInt64(Count) ?? 0, row?.GetInt64(Ahead) ?? 0, row?.ETag);
    }

    /// <returns>False if somebody else wrote since.</returns>
    public async Task<bool> TryWriteAsync(string tenant, string rowKey, UsageRow next)
    {
        var row = new TableEntity(Uri.EscapeDataString(tenant), rowKey) { [Count] = next.Used, [Ahead] = next.Ahead };
        return await tables.Usage.TryWriteAsync(row, next.ETag) is not null;
    }
}

/// <summary>A quota's use in a span of time, as the ledger has it.</summary>
/// <param name="Used">As far as instances have told.</param>
/// <param name="Ahead">What instances have taken and not told to be used.</param>
/// <param name="ETag">Null where there is no row yet.</param>
internal sealed record UsageRow(long Used, long Ahead, ETag? ETag);
