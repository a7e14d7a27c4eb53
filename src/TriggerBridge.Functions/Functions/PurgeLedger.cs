using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Maintenance;

namespace TriggerBridge.Functions;

/// <summary>Timer: what is past its retention goes, and work that was lost comes back.</summary>
public sealed class PurgeLedger(LedgerMaintenance maintenance)
{
    [Function(nameof(PurgeLedger))]
    public Task RunAsync([TimerTrigger("%PurgeLedgerSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        maintenance.RunAsync(cancellationToken);
}
