using TriggerBridge.Mapping;

namespace TriggerBridge.Bridges.Rules;

/// <summary>
/// An id that is the same for all events makes duplicates of them; one that differs at each repeat never finds a duplicate.
/// </summary>
internal sealed class DeliveryIdRule : IBridgeRule
{
    private const string At = "$.webhook.deliveryId";

    public void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        if (draft.File.Webhook?.DeliveryId is not { } text) return;

        var ownProblems = new List<DocumentProblem>();
        var paths = TextTemplate.Compile(text, At, ownProblems).Paths.ToList();
        foreach (var problem in ownProblems) problems.Add(problem);
        if (ownProblems.Count > 0) return;

        if (paths.Find(path => path.IsUnderContext("delivery")) is { } ownPath)
            problems.Add(new(At, $"{ownPath.Text} is not the sender's: name an id in the event, the headers or the query"));
        else if (paths.TrueForAll(path => path.IsUnderContext("bridge") || path.IsUnderContext("event")))
            problems.Add(new(At, "would be the same for different events: name the event's own id, such as {{$.id}}"));
    }
}
