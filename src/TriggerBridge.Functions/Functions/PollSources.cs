using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Flows.Polling;

namespace TriggerBridge.Functions;

/// <summary>Timer: reads the sources whose polls are due.</summary>
public sealed class PollSources(DuePolls polls)
{
    [Function(nameof(PollSources))]
    public Task RunAsync([TimerTrigger("%PollSourcesSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        polls.RunAsync(cancellationToken);
}
