using TriggerBridge.Json;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>The poll compiles.</summary>
internal sealed class PollRule : IBridgeRule
{
    public void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        if (draft.File.Poll is { } poll) new PollCompiler(poll, draft, problems).Compile();
    }
}
