using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using TriggerBridge.Ledger;
using TriggerBridge.Telemetry;

namespace TriggerBridge.Flows.DueWork;

/// <summary>
/// Lets lines go on whose turn is over, and tells of those that a dead letter holds: they wait for a person. One that cannot be worked on, such as for a damaged row,
/// does not stop the others.
/// </summary>
internal sealed partial class LineWork(Lines lines, TimeProvider time, ILogger<LineWork> logger)
{
    private const int Parallelism = 8;

    private readonly LogThrottle _signs = new(time, TimeSpan.FromHours(1));
    private readonly ConcurrentDictionary<string, string> _last = new(StringComparer.Ordinal);

    public async Task RunAsync(string bridge, CancellationToken cancellationToken)
    {
        // From where the last tick came to: where its time does not suffice for all, each has its turn.
        var last = _last.GetValueOrDefault(bridge, "");
        var waiting = (await lines.WaitingAsync(bridge, cancellationToken)).OrderBy(line => string.CompareOrdinal(line, last) > 0 ? 0 : 1);
        await Parallel.ForEachAsync(waiting, new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken }, async (line, stop) =>
        {
            await LookAsync(bridge, line, stop);
            _last[bridge] = line;
        });
    }

    private async Task LookAsync(string bridge, string line, CancellationToken cancellationToken)
    {
        try
        {
            if (await lines.PassOnAsync(bridge, line, cancellationToken) is { Status: DeliveryStatus.DeadLettered } holder && _signs.Allows($"{bridge} {holder.DeliveryId}"))
                LogHeld(bridge, holder.DeliveryId);
        }
        catch (Exception fault) when (fault is not LedgerUnavailableException && !(fault is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            LogFault(bridge, fault);
        }
    }

    [LoggerMessage(LogLevel.Error, "A line of {Bridge} could not be worked on; the next tick tries again")]
    private partial void LogFault(string bridge, Exception fault);

    [LoggerMessage(LogLevel.Warning, "Deliveries of {Bridge} wait for the dead letter {DeliveryId} of the same key: replay it, or skip it")]
    private partial void LogHeld(string bridge, string deliveryId);
}
