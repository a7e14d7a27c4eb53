using TriggerBridge.Json;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>The name stands in addresses and in the ledger's keys.</summary>
internal sealed class BridgeNameRule : IBridgeRule
{
    private const int Longest = 63;

    public void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        if (draft.Name.Length is 0 or > Longest || !draft.Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            problems.Add(new(JsonLocation.Root, $"rename the file: a bridge's name has 1 to {Longest} of the characters a-z, 0-9 and -"));
    }
}
