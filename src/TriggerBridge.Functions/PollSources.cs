using TriggerBridge.Functions.Answers;
using TriggerBridge.Polling.Running;

namespace TriggerBridge.Functions;

/// <summary>Timer: reads the sources whose polls are due.</summary>
internal static class PollSources
{
    public static async Task<IResult> RunAsync(DuePolls polls, CancellationToken cancellationToken) =>
        TimerAnswer.For($"{await polls.RunAsync(cancellationToken)} polls ran.");
}
