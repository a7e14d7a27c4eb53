using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Flows.Operations;
using TriggerBridge.Maintenance;

namespace TriggerBridge.Functions;

/// <summary>Timer: what is past its retention goes, and work that was lost comes back.</summary>
public sealed class PurgeLedger(LedgerMaintenance maintenance, DriftOperations drift)
{
    [Function(nameof(PurgeLedger))]
    public Task RunAsync([TimerTrigger("%PurgeLedgerSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        Task.WhenAll(maintenance.RunAsync(cancellationToken), drift.PurgeAsync(cancellationToken));
}
