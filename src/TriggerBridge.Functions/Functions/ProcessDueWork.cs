using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Flows.DueWork;

namespace TriggerBridge.Functions;

/// <summary>Timer: retries, leases that ran out, whatever else is due.</summary>
public sealed class ProcessDueWork(DueWorkSweep work)
{
    [Function(nameof(ProcessDueWork))]
    public Task RunAsync([TimerTrigger("%ProcessDueWorkSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        work.ProcessAsync(cancellationToken);
}
