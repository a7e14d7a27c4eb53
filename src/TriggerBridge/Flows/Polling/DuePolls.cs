using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges;
using TriggerBridge.Ledger;
using TriggerBridge.Pausing;
using TriggerBridge.Timing;

namespace TriggerBridge.Flows.Polling;

/// <summary>One tick of <c>PollSources</c>: runs the polls that are due, several at once, each by one instance at a time.</summary>
public sealed partial class DuePolls
{
    private const int Parallelism = 8;

    // The host ends an invocation that takes too long together with the whole process: no page is begun after this time.
    internal static readonly TimeSpan TimeBox = TimeSpan.FromSeconds(45);

    private readonly BridgeCatalog _bridges;
    private readonly BridgePauses _pauses;
    private readonly PollRun _run;
    private readonly TimeProvider _time;
    private readonly Jitter _jitter;
    private readonly ILogger<DuePolls> _logger;

    internal DuePolls(BridgeCatalog bridges, BridgePauses pauses, PollRun run, TimeProvider time, Jitter jitter, ILogger<DuePolls> logger)
    {
        _bridges = bridges;
        _pauses = pauses;
        _run = run;
        _time = time;
        _jitter = jitter;
        _logger = logger;
    }

    /// <returns>How many polls ran.</returns>
    /// <exception cref="LedgerUnavailableException">The ledger does not answer; the next tick tries again.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var budget = new TimeBudget(_time, TimeBox);
        var ran = 0;
        await _pauses.RefreshAsync();
        // In another order each time: where there are more than the time allows, each has its turn.
        var polls = _bridges.All.Where(bridge => bridge is { Enabled: true, Poll: not null } && !_pauses.Refuses(bridge.Name)).OrderBy(_ => _jitter.Next()).ToArray();
        var limits = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(polls, limits, async (bridge, stop) =>
        {
            if (!budget.IsSpent && await RunAsync(bridge, budget, stop))
                Interlocked.Increment(ref ran);
        });
        return ran;
    }

    private async Task<bool> RunAsync(Bridge bridge, TimeBudget budget, CancellationToken cancellationToken)
    {
        try
        {
            return await _run.RunAsync(bridge, budget, evenIfNotDue: false, cancellationToken) is PollRunResult.Ran;
        }
        catch (Exception fault) when (fault is not (LedgerUnavailableException or OperationCanceledException))
        {
            // One poll that cannot be worked on, such as for a damaged row, must not stop the others.
            LogFault(bridge.Name, fault);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Error, "The poll of {Bridge} could not be run; the next tick tries again")]
    private partial void LogFault(string bridge, Exception fault);
}
