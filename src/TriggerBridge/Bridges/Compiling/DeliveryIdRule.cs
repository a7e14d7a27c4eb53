using TriggerBridge.Bridges.Files;
using TriggerBridge.Json;
using TriggerBridge.Mapping;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.Webhooks.Senders;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>
/// An id that is the same for all events makes duplicates of them; one that differs at each repeat never finds a duplicate.
/// Without an id, a legitimate event that equals an earlier one is taken for its repeat: whoever wants that says so.
/// </summary>
internal sealed class DeliveryIdRule : IBridgeRule
{
    private const string At = "$.webhook.deliveryId";

    public void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        if (draft.File.Webhook is not { DeliveryId: not WebhookSection.Hash } webhook) return;
        if (webhook.DeliveryId is not { } text)
        {
            // Beside a poll another rule asks for it.
            if (draft.File.Poll is null && WebhookSchemes.IsGeneric(webhook.Scheme))
                problems.Add(new(At, $"is missing: {webhook.Scheme} knows no id of its sender: name the event's own, such as {{{{$.id}}}}, or say \"hash\" where equal events are one event"));
            return;
        }

        var ownProblems = new List<DocumentProblem>();
        var queries = TextTemplate.Compile(text, At, draft.Tables, ownProblems).Queries.Where(query => query.Root != PathRoot.Current).ToList();
        foreach (var problem in ownProblems) problems.Add(problem);
        if (ownProblems.Count > 0) return;

        if (queries.Find(query => query.IsUnderContext("delivery")) is { } own)
            problems.Add(new(At, $"{own.Text} is not the sender's: name an id in the event, the headers or the query"));
        else if (queries.TrueForAll(query => query.IsUnderContext("bridge") || query.IsUnderContext("event")))
            problems.Add(new(At, "would be the same for different events: name the event's own id, such as {{$.id}}"));
    }
}
