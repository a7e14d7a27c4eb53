using TriggerBridge.Polling;
using TriggerBridge.Timing;

namespace TriggerBridge.Maintenance;

/// <summary>Keeps the table of what webhooks missed to the days that are reported.</summary>
internal sealed class PollFindPurge(PollFinds finds) : IMaintenanceStep
{
    private const int MostOfEach = 1000;

    public string Counts => "polls' finds forgotten";

    public TimeSpan TimeBox { get; } = TimeSpan.FromSeconds(3);

    public Task<int> RunAsync(string bridge, TimeBudget budget, CancellationToken cancellationToken) => finds.PurgeAsync(bridge, MostOfEach, cancellationToken);
}
