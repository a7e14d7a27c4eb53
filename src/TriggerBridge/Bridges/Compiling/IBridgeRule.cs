using TriggerBridge.Json;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>One rule that bridges keep. What a draft lacks has been reported already and is passed over.</summary>
internal interface IBridgeRule
{
    void Check(BridgeDraft draft, ICollection<DocumentProblem> problems);
}
