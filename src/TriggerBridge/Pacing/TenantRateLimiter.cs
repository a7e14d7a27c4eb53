using Microsoft.Extensions.Logging;
using TriggerBridge.Tenants;

namespace TriggerBridge.Pacing;

/// <summary>
/// When the next call of a tenant's clients may go out from this instance. Near the end of the month's calls reading gives way first;
/// a quota that is used up slows, it never stops.
/// </summary>
internal sealed partial class TenantRateLimiter(string tenant, TenantSettings limits, TenantUsage usage, TimeProvider time, ILogger logger)
{
    private const double MonthRunsShort = 0.8;
    private const int PerSecondBeyondDay = 5;
    private const int PerSecondBeyondMonth = 1;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WarnEvery = TimeSpan.FromHours(1);

    // Who waits for what others hold looks for it so often.
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();
    private readonly CallWindow _beyondDay = new(PerSecondBeyondDay);
    private readonly CallWindow _beyondMonth = new(PerSecondBeyondMonth);
    private readonly CallWindow _reads = new(1);
    private TimeSpan? _warnedAt;

    /// <summary>How many calls of a client all instances together may make in ten seconds now; 0: no limit.</summary>
    public int Limit => Math.Min(limits.RequestsPer10Seconds, usage.IsMonthUsedUp ? 10 * PerSecondBeyondMonth : usage.IsDayUsedUp ? 10 * PerSecondBeyondDay : int.MaxValue);

    /// <summary>Takes the next permit, and waits for it if it is to be had in time.</summary>
    /// <returns>Whether it was taken; the call that counts, where there is a limit; and without a permit, how long the wait would have been.</returns>
    public async ValueTask<(bool IsTaken, CallQueue.PacedCall? Call, TimeSpan Wait)> TakeAsync(
        CircuitBreaker breaker, CallQueue.Place place, CallKind kind, TimeSpan mostWait, CancellationToken cancellationToken)
    {
        var until = Now + mostWait;
        while (true)
        {
            await usage.PrepareAsync(kind);
            var changed = breaker.Calls.Changed;
            if (TryTake(breaker, place, kind, out var call, out var wait))
                return (true, call, TimeSpan.Zero);
            if (place.Wait(breaker.Share) > TimeSpan.Zero && breaker.MayGrow)
            {
                await breaker.AskForShareAsync();
                continue;
            }

            if (Now + wait > until)
                return (false, null, wait);
            await changed.WaitAsync(breaker.IsShort && wait > AskEvery ? AskEvery : wait, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            await breaker.RefreshAsync();
        }
    }

    private TimeSpan Now => time.GetElapsedTime(_start);

    private bool TryTake(CircuitBreaker breaker, CallQueue.Place place, CallKind kind, out CallQueue.PacedCall? call, out TimeSpan wait)
    {
        call = null;
        var monthShare = limits.CallsPerMonth > 0 ? usage.CallsThisMonth / (double)limits.CallsPerMonth : 0;
        var (isBeyondDay, isBeyondMonth) = (usage.IsDayUsedUp, usage.IsMonthUsedUp);
        lock (_lock)
        {
            var now = Now;
            var rules = Rules(kind, isBeyondDay, isBeyondMonth, monthShare);
            wait = rules.Aggregate(now, (latest, rule) => rule.Window.Earliest(latest, rule.Span)) - now;
            if (place.Wait(breaker.Share) is var own && own > wait)
                wait = own;
            if (isBeyondDay || monthShare >= MonthRunsShort)
                Warn(now);
            // What was at hand of a quota may be used by now.
            if (wait > TimeSpan.Zero || !usage.TryCount(kind))
                return false;

            foreach (var rule in rules)
                rule.Window.Take(now);
            if (limits.RequestsPer10Seconds > 0)
                call = place.Take();
            return true;
        }
    }

    private List<(CallWindow Window, TimeSpan Span)> Rules(CallKind kind, bool isBeyondDay, bool isBeyondMonth, double monthShare)
    {
        var rules = new List<(CallWindow, TimeSpan)>(3);
        if (kind == CallKind.Execute && isBeyondDay)
            rules.Add((_beyondDay, Second));
        if (kind == CallKind.Execute && isBeyondMonth)
            rules.Add((_beyondMonth, Second));
        if (kind == CallKind.Read && monthShare >= MonthRunsShort)
            rules.Add((_reads, BetweenReads(monthShare)));
        return rules;
    }

    // From one read a second at 80 % to one a minute at 100 % and beyond.
    private static TimeSpan BetweenReads(double monthShare) =>
        TimeSpan.FromSeconds(1 + (59 * (Math.Min(monthShare, 1) - MonthRunsShort) / (1 - MonthRunsShort)));

    private void Warn(TimeSpan now)
    {
        if (now - _warnedAt < WarnEvery)
            return;
        _warnedAt = now;
        LogQuota(tenant, usage.ExecutionsToday, limits.ExecutionsPerDay, usage.CallsThisMonth, limits.CallsPerMonth);
    }

    [LoggerMessage(LogLevel.Warning, "Quotas of {Tenant} run short ({Executions} of {ExecutionsPerDay} executions today, {Calls} of {CallsPerMonth} calls this month; 0: no quota): calls are slowed")]
    private partial void LogQuota(string tenant, long executions, int executionsPerDay, long calls, int callsPerMonth);
}

/// <summary>
/// At most so many calls in any span of time: a ring of the times of the last calls, also of those that are still to come, which is
/// what keeps waiters in their order. Times count from any common start. Not thread-safe.
/// </summary>
/// <param name="most">How many calls a span may hold, at least one.</param>
internal sealed class CallWindow(int most)
{
    private readonly TimeSpan[] _calls = new TimeSpan[most];
    private long _taken;

    /// <summary>When the next call may be made, not before <paramref name="now"/> and not before any call that was taken already.</summary>
    public TimeSpan Earliest(TimeSpan now, TimeSpan span)
    {
        var earliest = now;
        if (_taken > 0)
            earliest = Later(earliest, _calls[(_taken - 1) % most]);
        if (_taken >= most)
            earliest = Later(earliest, _calls[_taken % most] + span);
        return earliest;
    }

    /// <param name="at">What <see cref="Earliest"/> said, or later.</param>
    public void Take(TimeSpan at) => _calls[_taken++ % most] = at;

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
