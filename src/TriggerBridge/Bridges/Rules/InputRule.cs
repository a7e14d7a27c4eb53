using System.Text.Json;
using TriggerBridge.Mapping;

namespace TriggerBridge.Bridges.Rules;

/// <summary>The template compiles, and leaves the bridge's own names alone.</summary>
internal sealed class InputRule : IBridgeRule
{
    private const string At = "$.input";

    public void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        if (draft.File.Input is not { } input) return;

        InputTemplate.Compile(input, At, problems);
        if (input.ValueKind != JsonValueKind.Object || draft.File.Workflow?.Correlate == false) return;

        foreach (var member in input.EnumerateObject().Where(member => InputEnvelope.OwnNames.Contains(TemplateKey.Parse(member.Name).Name)))
            problems.Add(new(JsonLocation.Member(At, member.Name), "is written by the bridge itself: use another name, or set $.workflow.correlate to false"));
    }
}
