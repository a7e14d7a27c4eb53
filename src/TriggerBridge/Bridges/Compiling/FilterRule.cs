using TriggerBridge.Json;
using TriggerBridge.Mapping;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>The filter is a condition.</summary>
internal sealed class FilterRule : IBridgeRule
{
    private const string At = "$.filter";

    public void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        if (draft.File.Filter is { } filter) EventFilter.Compile(filter, At, draft.Tables, problems);
        if (draft.File.Poll?.Filter is { } ofPoll) EventFilter.Compile(ofPoll, "$.poll.filter", draft.Tables, problems);
        if (draft.File is { Filter: null, Poll: not { Filter: not null }, KeepFiltered: not null }) problems.Add(new("$.keepFiltered", "belongs to $.filter: add one, or leave this out"));
    }
}
