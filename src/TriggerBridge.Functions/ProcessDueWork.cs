using TriggerBridge.Dispatch;
using TriggerBridge.Functions.Answers;

namespace TriggerBridge.Functions;

/// <summary>Timer: retries, leases that ran out, whatever else is due.</summary>
internal static class ProcessDueWork
{
    public static async Task<IResult> RunAsync(DueWork work, CancellationToken cancellationToken) =>
        TimerAnswer.For($"{await work.ProcessAsync(cancellationToken)} items were due.");
}
