using TriggerBridge.Json;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>The id becomes part of an address.</summary>
internal sealed class WorkflowIdRule : IBridgeRule
{
    public void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        if (draft.File.Workflow?.Id is { } id && (id.Length == 0 || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')))
            problems.Add(new("$.workflow.id", "expected the workflow's id as ISC shows it, such as c17bea3a-574d-453c-9e04-4365fbf5af0b"));
    }
}
