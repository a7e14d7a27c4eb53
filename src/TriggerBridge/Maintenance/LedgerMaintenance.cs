using Microsoft.Extensions.Logging;
using TriggerBridge.Dispatch;
using TriggerBridge.Ledger;
using TriggerBridge.Timing;

namespace TriggerBridge.Maintenance;

/// <summary>
/// One tick of <c>PurgeLedger</c>: what is past its retention goes, and work items are held against their deliveries. The steps' time
/// boxes are 55 s together, for the host ends an invocation that takes too long with the whole process; the next tick goes on.
/// </summary>
public sealed partial class LedgerMaintenance
{
    private readonly WorkablePartitions _partitions;
    private readonly IEnumerable<IMaintenanceStep> _steps;
    private readonly ExecutionPurge _executions;
    private readonly AuditPurge _audit;
    private readonly TimeProvider _time;
    private readonly Jitter _jitter;
    private readonly ILogger<LedgerMaintenance> _logger;

    internal LedgerMaintenance(
        WorkablePartitions partitions, IEnumerable<IMaintenanceStep> steps, ExecutionPurge executions, AuditPurge audit, TimeProvider time, Jitter jitter, ILogger<LedgerMaintenance> logger)
    {
        _partitions = partitions;
        _steps = steps;
        _executions = executions;
        _audit = audit;
        _time = time;
        _jitter = jitter;
        _logger = logger;
    }

    /// <returns>What was done, for the log.</returns>
    /// <exception cref="LedgerUnavailableException">The ledger does not answer; the next tick tries again.</exception>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        // In another order each time: where the time never suffices for all bridges, each has its turn.
        var bridges = (await _partitions.ListAsync(cancellationToken)).OrderBy(_ => _jitter.Next()).ToArray();
        var counts = new List<string>();
        foreach (var step in _steps)
            counts.Add($"{await RunAsync(step, bridges, cancellationToken)} {step.Counts}");
        counts.Add($"{await _executions.RunAsync(new TimeBudget(_time, ExecutionPurge.TimeBox), cancellationToken)} executions forgotten");
        counts.Add($"{await _audit.RunAsync(new TimeBudget(_time, AuditPurge.TimeBox), cancellationToken)} audit entries forgotten");

        var done = string.Join(", ", counts);
        LogDone(done);
        return done;
    }

    private async Task<int> RunAsync(IMaintenanceStep step, string[] bridges, CancellationToken cancellationToken)
    {
        var budget = new TimeBudget(_time, step.TimeBox);
        var count = 0;
        foreach (var bridge in bridges.TakeWhile(_ => !budget.IsSpent))
        {
            try
            {
                count += await step.RunAsync(bridge, budget, cancellationToken);
            }
            catch (Exception fault) when (fault is not (LedgerUnavailableException or OperationCanceledException))
            {
                // One partition that cannot be worked on, such as for a damaged row, must not keep the others waiting.
                LogFault(bridge, step.Counts, fault);
            }
        }

        return count;
    }

    [LoggerMessage(LogLevel.Information, "The ledger is kept: {Done}")]
    private partial void LogDone(string done);

    [LoggerMessage(LogLevel.Error, "The ledger's partition {Bridge} could not be worked on ({Step}); the next tick tries again")]
    private partial void LogFault(string bridge, string step, Exception fault);
}
