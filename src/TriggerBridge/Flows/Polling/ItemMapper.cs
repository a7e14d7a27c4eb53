using System.Runtime.InteropServices;
using System.Text.Json;
using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Polls;
using TriggerBridge.Drift;
using TriggerBridge.Flows.Receiving;
using TriggerBridge.Ledger;
using TriggerBridge.Mapping;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Flows.Polling;

/// <summary>An item of a page.</summary>
/// <param name="DeliveryId">By which it is told from all others.</param>
/// <param name="Cursor">Null where it has none.</param>
internal sealed record PolledItem(string DeliveryId, CursorValue? Cursor, Func<NewDelivery> Map);

/// <summary>Makes deliveries of items, as of the events of a sender: a webhook and a poll of one bridge share their ids.</summary>
internal sealed class ItemMapper(LedgerClock clock, ShapeWatch shapes)
{
    public IReadOnlyList<PolledItem> Read(Bridge bridge, PollSource source, IReadOnlyList<JsonElement> items)
    {
        var now = clock.UtcNow;
        return [.. items.Select(item => Read(bridge, source, item, now)).DistinctBy(item => item.DeliveryId, StringComparer.Ordinal)];
    }

    private PolledItem Read(Bridge bridge, PollSource source, JsonElement item, DateTimeOffset now)
    {
        var context = EventContext.WithoutRequest(item, bridge.Name, now);
        if (source.EventType?.Render(context, nullIsMissing: true) is TextResult.Found { Text: var type }) context = context with { EventType = type };
        var senderId = source.DeliveryId.Render(context, nullIsMissing: true) is TextResult.Found { Text: var text } && !string.IsNullOrWhiteSpace(text) ? text : null;
        var cursor = source.Cursor.IsInItems && source.Cursor.TryRead(context, out var read) ? read : (CursorValue?)null;
        var problem = senderId is null ? "the item has no id at $.poll.deliveryId"
            : cursor is null && source.Cursor.IsInItems ? "the item has no cursor at $.poll.cursor, or one that cannot be read"
            : null;

        // An item without id or cursor is told apart by what it is, so that it is on record once and the cursor can pass it.
        var identity = problem is null
            ? new DeliveryIdentity(DeliveryId.From(senderId!), senderId)
            : new DeliveryIdentity(DeliveryId.Derive(JsonMarshal.GetRawUtf8Value(item)), senderId);
        context = context with { DeliveryId = identity.DeliveryId };
        return new PolledItem(identity.DeliveryId, cursor, () => Map(bridge, context, identity, problem));
    }

    private NewDelivery Map(Bridge bridge, EventContext context, DeliveryIdentity identity, string? problem)
    {
        var mapping = problem is null
            ? bridge.FilterOf(EventSource.Poll)?.Stop(context) ?? bridge.Map(context, EventSource.Poll)
            : new MappingResult.Failed(problem);
        shapes.Offer(bridge, context, EventSource.Poll, mapping is not MappingResult.Filtered);
        var payload = new DeliveryPayload
        {
            Body = JsonMarshal.GetRawUtf8Value(context.Event).ToArray(),
            Input = default,
            ContentType = "application/json",
        };
        return EventMapper.TryMake(bridge, context, identity, mapping, payload, EventSource.Poll)
            ?? EventMapper.Bury(bridge, context, identity, "the item is larger than can be recorded", EventSource.Poll);
    }
}
