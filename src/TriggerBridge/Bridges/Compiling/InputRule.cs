using System.Text.Json;
using TriggerBridge.Json;
using TriggerBridge.Mapping;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>The template compiles, and leaves the bridge's own names alone.</summary>
internal sealed class InputRule : IBridgeRule
{
    public void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        if (draft.File.Input is { } input) Check(input, "$.input", draft, problems);
        if (draft.File.Poll?.Input is { } ofPoll) Check(ofPoll, "$.poll.input", draft, problems);
    }

    private static void Check(JsonElement input, string at, BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        InputTemplate.Compile(input, at, draft.Tables, problems);
        if (input.ValueKind != JsonValueKind.Object || draft.File.Workflow?.Correlate == false) return;

        foreach (var key in input.EnumerateObject().Select(member => member.Name))
        {
            if (InputEnvelope.OwnNames.Contains(TemplateKey.Parse(key).Name))
                problems.Add(new(JsonLocation.Member(at, key), "is the bridge's own name: rename it, or set $.workflow.correlate to false"));
        }
    }
}
