using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using TriggerBridge.Json;
using TriggerBridge.Ledger;
using TriggerBridge.Mapping.JsonPath;

namespace TriggerBridge.Bridges;

/// <summary>An event that stands in the ledger, as templates see it.</summary>
internal static class StoredEvent
{
    /// <param name="problem">Why its body cannot be read.</param>
    public static bool TryRead(
        Delivery delivery, DeliveryPayload payload, [NotNullWhen(true)] out EventContext? context, [NotNullWhen(false)] out string? problem)
    {
        (context, problem) = JsonText.ParseEvent(payload.Body.Span) switch
        {
            JsonParse.Parsed parsed => (ContextOf(delivery, payload, parsed), default(string)),
            JsonParse.Unreadable unreadable => (null, $"the stored body is {unreadable.Reason}"),
            _ => throw new UnreachableException(),
        };
        return context is not null;
    }

    private static EventContext ContextOf(Delivery delivery, DeliveryPayload payload, JsonParse.Parsed parsed) => new()
    {
        Event = parsed.Document,
        IsShallow = parsed.IsShallow,
        Headers = payload.Headers,
        Query = payload.Query,
        Envelope = payload.Envelope,
        BridgeName = delivery.Bridge,
        ReceivedAt = delivery.ReceivedAt,
        DeliveryId = delivery.DeliveryId,
        EventType = delivery.EventType,
    };
}
