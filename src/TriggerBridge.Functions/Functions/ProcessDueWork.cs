using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Flows.DueWork;
using TriggerBridge.Pairing;

namespace TriggerBridge.Functions;

/// <summary>Timer: retries, leases that ran out, whatever else is due.</summary>
public sealed class ProcessDueWork(DueWorkSweep work, BridgePairings pairings)
{
    [Function(nameof(ProcessDueWork))]
    public Task RunAsync([TimerTrigger("%ProcessDueWorkSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        Task.WhenAll(work.ProcessAsync(cancellationToken), pairings.SweepAsync(cancellationToken));
}
