using TriggerBridge.Json;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>Checked with the defaults, as a file may set only one of the three.</summary>
internal sealed class RetryOrderRule : IBridgeRule
{
    public void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        var (first, max, giveUpAfter) = draft.Retry;
        if (first > max)
            problems.Add(new("$.retry.first", $"{first:c} is more than $.retry.max, {max:c}: lower it or raise the other"));
        if (max > giveUpAfter)
            problems.Add(new("$.retry.max", $"{max:c} is more than $.retry.giveUpAfter, {giveUpAfter:c}: lower it or raise the other"));
    }
}
