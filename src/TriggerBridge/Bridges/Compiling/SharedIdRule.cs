using TriggerBridge.Bridges.Files;
using TriggerBridge.Json;
using TriggerBridge.Mapping;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.Webhooks.Senders;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>
/// A poll beside a webhook finds what the sender delivered by the same id, so the id stands in the event itself: a header never comes
/// with a polled record, and two different ids of one event would start its workflow twice.
/// </summary>
internal sealed class SharedIdRule : IBridgeRule
{
    private const string At = "$.webhook.deliveryId";
    private const string Remedy = "name an id in the event's body, the same as in $.poll.deliveryId";

    public void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        if (draft.File is not { Poll: not null, Webhook: { Scheme: { } scheme } webhook } || !WebhookSchemes.Names.Contains(scheme, StringComparer.Ordinal)) return;

        var texts = webhook.DeliveryId is { } own ? [own] : WebhookSchemes.Create(scheme).DeliveryIds;
        if (webhook.DeliveryId == WebhookSection.Hash)
            problems.Add(new(At, $"is a hash of the event, and a polled record is told from it by an id; {Remedy}"));
        else if (texts.Count == 0)
            problems.Add(new(At, $"is missing: {scheme} sends no id, and a polled record is told from its event by one; {Remedy}"));
        // What cannot be compiled is reported by another rule.
        else if (texts.SelectMany(text => TextTemplate.Compile(text, At, []).Queries).FirstOrDefault(IsOutsideTheBody) is { } outside)
            problems.Add(new(At, $"{outside.Text} does not stand in the body, so it never comes with a polled record: {Remedy}"));
    }

    private static bool IsOutsideTheBody(PathQuery query) => query.Root == PathRoot.Context && !query.IsUnderContext("bridge");
}
