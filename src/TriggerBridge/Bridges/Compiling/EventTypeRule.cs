using TriggerBridge.Json;
using TriggerBridge.Mapping;

namespace TriggerBridge.Bridges.Compiling;

internal sealed class EventTypeRule : IBridgeRule
{
    public void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        if (draft.File.Webhook?.EventType is { } text) TextTemplate.Compile(text, "$.webhook.eventType", draft.Tables, problems);
    }
}
