using TriggerBridge.Functions.Answers;
using TriggerBridge.Polling;

namespace TriggerBridge.Functions;

/// <summary><c>POST /api/polls/{bridge}/preview</c>: one page of the source, mapped; nothing is recorded.</summary>
internal static class PreviewPoll
{
    public static async Task<IResult> RunAsync(string bridge, PollDesk polls, CancellationToken cancellationToken) =>
        PollAnswers.For(await polls.PreviewAsync(bridge, cancellationToken));
}
