using TriggerBridge.Mapping;

namespace TriggerBridge.Bridges.Rules;

/// <summary>The filter is a condition.</summary>
internal sealed class FilterRule : IBridgeRule
{
    private const string At = "$.filter";

    public void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        if (draft.File.Filter is { } filter) EventFilter.Compile(filter, At, draft.Tables, problems);
        else if (draft.File.KeepFiltered is not null) problems.Add(new("$.keepFiltered", "belongs to $.filter: add one, or leave this out"));
    }
}
