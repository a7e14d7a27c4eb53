using TriggerBridge.Ledger;
using TriggerBridge.Timing;

namespace TriggerBridge.Maintenance;

/// <summary>
/// Lets lines go on, or go, that nobody looks after: of a bridge that has no order any more, or whose last turn ended without being passed on. Forgets which delivery
/// was the newest of a key.
/// </summary>
internal sealed class KeyPurge(Lines lines, NewestDeliveries newest, DeliveryScan scan) : IMaintenanceStep
{
    public string Counts => "keys forgotten";

    public TimeSpan TimeBox { get; } = TimeSpan.FromSeconds(3);

    public async Task<int> RunAsync(string bridge, TimeBudget budget, CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var line in await lines.WaitingAsync(bridge, cancellationToken))
            await LookAsync(line);
        await foreach (var page in scan.KeysAsync(bridge, RowKeys.Lines, cancellationToken))
        {
            foreach (var rowKey in page.TakeWhile(_ => !budget.IsSpent))
                await LookAsync(RowKeys.ParseLine(rowKey));
            if (budget.IsSpent)
                break;
        }

        return count + await newest.ForgetAsync(bridge, budget, cancellationToken);

        async Task LookAsync(string line)
        {
            if (await lines.PassOnAsync(bridge, line, cancellationToken) is null)
                count++;
        }
    }
}
