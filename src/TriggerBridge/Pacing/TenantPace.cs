using Microsoft.Extensions.Logging;
using TriggerBridge.Dispatch;

namespace TriggerBridge.Pacing;

/// <summary>
/// When the next call of a tenant's clients may go out from this instance. Near the end of the month's calls reading gives way first;
/// a quota that is used up slows, it never stops.
/// </summary>
internal sealed partial class TenantPace(string tenant, TenantSettings limits, TenantUsage usage, TimeProvider time, ILogger logger)
{
    private const double MonthRunsShort = 0.8;

    // The way to ISC does not take all calls the same time: a little more than its ten seconds.
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(11);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WarnEvery = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();
    private readonly Dictionary<string, CallWindow> _clients = new(StringComparer.Ordinal);
    private readonly CallWindow _beyondDay = new(5);
    private readonly CallWindow _beyondMonth = new(1);
    private readonly CallWindow _reads = new(1);
    private TimeSpan? _warnedAt;

    /// <summary>Takes the next permit, if it is to be had in time: waiting for it is the caller's part.</summary>
    /// <param name="wait">How long to wait for the permit; without one, how long it would have been.</param>
    public bool TryTake(string clientId, CallKind kind, TimeSpan mostWait, out TimeSpan wait)
    {
        var monthShare = limits.CallsPerMonth > 0 ? usage.CallsThisMonth / (double)limits.CallsPerMonth : 0;
        var isBeyondDay = limits.ExecutionsPerDay > 0 && usage.ExecutionsToday >= limits.ExecutionsPerDay;
        lock (_lock)
        {
            var now = Now;
            var rules = Rules(clientId, kind, isBeyondDay, monthShare);
            var at = rules.Aggregate(now, (latest, rule) => rule.Window.Earliest(latest, rule.Span));
            wait = at - now;
            if (isBeyondDay || monthShare >= MonthRunsShort)
                Warn(now, monthShare);
            if (wait > mostWait)
                return false;

            foreach (var rule in rules)
                rule.Window.Take(at);
        }

        usage.Count(kind);
        return true;
    }

    /// <summary>How many permits of the current window this instance has given to a client.</summary>
    public int UsedBy(string clientId)
    {
        lock (_lock)
            return _clients.TryGetValue(clientId, out var window) ? window.Used(Now, Window) : 0;
    }

    private TimeSpan Now => time.GetElapsedTime(_start);

    private List<(CallWindow Window, TimeSpan Span)> Rules(string clientId, CallKind kind, bool isBeyondDay, double monthShare)
    {
        var rules = new List<(CallWindow, TimeSpan)>(3);
        if (limits.RequestsPer10Seconds > 0)
            rules.Add((WindowOf(clientId), Window));
        if (kind == CallKind.Execute && isBeyondDay)
            rules.Add((_beyondDay, Second));
        if (kind == CallKind.Execute && monthShare >= 1)
            rules.Add((_beyondMonth, Second));
        if (kind == CallKind.Read && monthShare >= MonthRunsShort)
            rules.Add((_reads, BetweenReads(monthShare)));
        return rules;
    }

    // From one read a second at 80 % to one a minute at 100 % and beyond.
    private static TimeSpan BetweenReads(double monthShare) =>
        TimeSpan.FromSeconds(1 + (59 * (Math.Min(monthShare, 1) - MonthRunsShort) / (1 - MonthRunsShort)));

    private CallWindow WindowOf(string clientId) =>
        _clients.TryGetValue(clientId, out var window) ? window : _clients[clientId] = new CallWindow(limits.RequestsPer10Seconds);

    private void Warn(TimeSpan now, double monthShare)
    {
        if (now - _warnedAt < WarnEvery)
            return;
        _warnedAt = now;
        LogQuota(tenant, usage.ExecutionsToday, limits.ExecutionsPerDay, usage.CallsThisMonth, limits.CallsPerMonth, monthShare >= 1 ? "execute and read" : "some");
    }

    [LoggerMessage(LogLevel.Warning, "Quotas of {Tenant} run short ({Executions} of {ExecutionsPerDay} executions today, {Calls} of {CallsPerMonth} calls this month; 0: no quota): {Which} calls are slowed")]
    private partial void LogQuota(string tenant, long executions, int executionsPerDay, long calls, int callsPerMonth, string which);
}
