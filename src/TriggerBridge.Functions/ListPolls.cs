using TriggerBridge.Functions.Answers;
using TriggerBridge.Polling;

namespace TriggerBridge.Functions;

/// <summary><c>GET /api/polls</c>: how each poll stands, and what the webhooks beside them missed.</summary>
internal static class ListPolls
{
    public static async Task<IResult> RunAsync(PollDesk polls, CancellationToken cancellationToken) =>
        PollAnswers.For(await polls.ListAsync(cancellationToken));
}
