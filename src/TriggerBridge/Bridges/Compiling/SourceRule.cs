using TriggerBridge.Json;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>Events come from somewhere.</summary>
internal sealed class SourceRule : IBridgeRule
{
    public void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        // What could not be read of one of them has been reported.
        if (draft.File is { Webhook: null, Poll: null } && !problems.Any(IsOfSource))
            problems.Add(new(JsonLocation.Root, "no events come from anywhere: add a webhook (who sends them), a poll (where they are read from) or both"));
    }

    private static bool IsOfSource(DocumentProblem problem) =>
        problem.Path == JsonLocation.Root
        || problem.Path.StartsWith("$.webhook", StringComparison.Ordinal)
        || problem.Path.StartsWith("$.poll", StringComparison.Ordinal);
}
