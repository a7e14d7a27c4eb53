using TriggerBridge.Functions.Answers;
using TriggerBridge.Polling;

namespace TriggerBridge.Functions;

/// <summary><c>POST /api/polls/{bridge}/run</c>: runs a poll now, due or not.</summary>
internal static class RunPoll
{
    public static async Task<IResult> RunAsync(string bridge, PollDesk polls, CancellationToken cancellationToken) =>
        PollAnswers.For(await polls.RunAsync(bridge, cancellationToken));
}
