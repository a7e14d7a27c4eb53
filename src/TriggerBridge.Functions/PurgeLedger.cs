using TriggerBridge.Functions.Answers;
using TriggerBridge.Retention;

namespace TriggerBridge.Functions;

/// <summary>Timer: what is past its retention goes, and work that was lost comes back.</summary>
internal static class PurgeLedger
{
    public static async Task<IResult> RunAsync(LedgerUpkeep upkeep, CancellationToken cancellationToken) =>
        TimerAnswer.For(await upkeep.RunAsync(cancellationToken) + ".");
}
