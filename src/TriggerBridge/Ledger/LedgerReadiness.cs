using Azure;
using Azure.Identity;
using Microsoft.Extensions.Logging;
using TriggerBridge.Telemetry;
using TriggerBridge.Time;

namespace TriggerBridge.Ledger;

/// <summary>
/// Whether the ledger can take a delivery. Costs a call only until it first answered and after it was seen to be away; then one caller a
/// second asks, and the others are told at once, since senders do not wait for time-outs. Whoever finds it away, at whatever, reports it
/// here, where it is logged once a minute for as long as it lasts.
/// </summary>
public sealed partial class LedgerReadiness
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LineInterval = TimeSpan.FromMinutes(1);

    private readonly LedgerTables _tables;
    private readonly TimeProvider _time;
    private readonly ILogger<LedgerReadiness> _logger;
    private readonly Lock _gate = new();
    private long _lastProbe;
    private readonly LogThrottle _lines;
    private long? _awaySince;
    private volatile Probe? _last;
    private volatile bool _wasReady;
    private volatile bool _ready;

    internal LedgerReadiness(LedgerTables tables, TimeProvider time, ILogger<LedgerReadiness> logger)
    {
        _tables = tables;
        _time = time;
        _logger = logger;
        _lines = new LogThrottle(time, LineInterval);
    }

    public async ValueTask<bool> IsReadyAsync(CancellationToken cancellationToken) =>
        _ready || ((!_wasReady || IsTimeToProbe()) && await ProbeAsync(cancellationToken));

    /// <summary>Whether it answers; asks only where nothing that is newer than <paramref name="fresh"/> is known, or it was seen to be otherwise since.</summary>
    public async ValueTask<bool> AnswersAsync(TimeSpan fresh, CancellationToken cancellationToken) =>
        _last is { } last && last.Answers == _ready && _time.GetElapsedTime(last.At) <= fresh ? last.Answers : await ProbeAsync(cancellationToken);

    /// <summary>Asks the ledger, whatever was known before.</summary>
    public async Task<bool> ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _tables.ProbeAsync(cancellationToken);
            ReportBack();
            return Keep(answers: true);
        }
        catch (LedgerUnavailableException away)
        {
            ReportAway(away);
            return Keep(answers: false);
        }

        bool Keep(bool answers)
        {
            _last = new Probe(answers, _time.GetTimestamp());
            return answers;
        }
    }

    /// <summary>For a process that begins: what the first delivery would have to wait for.</summary>
    public async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        if (await ProbeAsync(cancellationToken))
            await _tables.EnsureCreatedAsync(cancellationToken);
    }

    /// <summary>A call of the ledger met this fault.</summary>
    public void ReportAway(Exception fault)
    {
        TimeSpan away;
        lock (_gate)
        {
            _ready = false;
            var now = _time.GetTimestamp();
            away = _time.GetElapsedTime(_awaySince ??= now, now);
        }

        if (_lines.Allows(nameof(ReportAway)))
            LogAway(ReadableTime.Of(away), ReasonOf(fault));
    }

    private void ReportBack()
    {
        long? since;
        lock (_gate)
        {
            _ready = _wasReady = true;
            since = _awaySince;
            _awaySince = null;
        }

        if (since is { } start)
            LogBack(ReadableTime.Of(_time.GetElapsedTime(start)));
    }

    // The cause in a few words: where it was met says nothing more.
    private static string ReasonOf(Exception fault) => fault.InnerException switch
    {
        RequestFailedException { Status: > 0 } refused => $"Table Storage answers {refused.Status} {refused.ErrorCode}",
        // It lists all identities that it tried, a line for each.
        AuthenticationFailedException { Message: var message } => $"no token for Table Storage: {message.Split('\n')[0].TrimEnd()}",
        AggregateException { InnerExceptions: [.., var last] } => last.GetBaseException().Message,
        { } cause => cause.GetBaseException().Message,
        null => fault.Message,
    };

    private bool IsTimeToProbe()
    {
        var last = Interlocked.Read(ref _lastProbe);
        return _time.GetElapsedTime(last) >= ProbeInterval && Interlocked.CompareExchange(ref _lastProbe, _time.GetTimestamp(), last) == last;
    }

    // An alert waits for this text (infra/modules/alerts.bicep).
    [LoggerMessage(LogLevel.Error, "The ledger does not answer, for {Away} now, and senders must repeat their events: {Reason}")]
    private partial void LogAway(string away, string reason);

    [LoggerMessage(LogLevel.Information, "The ledger answers again, after {Away}")]
    private partial void LogBack(string away);

    private sealed record Probe(bool Answers, long At);
}
