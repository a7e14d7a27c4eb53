using System.Diagnostics;
using TriggerBridge.Bridges;
using TriggerBridge.Ledger;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Bodies;

namespace TriggerBridge.Mapping;

/// <summary>Makes a delivery of a verified request: its id, its type, and the workflow's input.</summary>
internal sealed class EventMapper(LedgerClock clock)
{
    /// <returns>
    /// The delivery, not yet in the ledger, or what to answer instead. An event whose mapping fails is a delivery too: a dead letter.
    /// </returns>
    public MapResult Map(Bridge bridge, WebhookRequest request)
    {
        var webhook = bridge.Webhook ?? throw new InvalidOperationException("A bridge without a webhook gets no requests.");
        return webhook.ReadEvents(request) switch
        {
            EventBody.One one => Map(bridge, webhook, request, one.Event),
            EventBody.Batch batch => Map(bridge, webhook, request, batch.Events),
            EventBody.UnsupportedType => new MapResult.Unusable(new ReceiveResult.UnsupportedType()),
            EventBody.TooLarge => new MapResult.Unusable(new ReceiveResult.TooLarge()),
            EventBody.Unreadable unreadable => new MapResult.Unusable(new ReceiveResult.NotParsable($"The body is {unreadable.Reason}.")),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>Maps an event that stands in the ledger once more, with the bridge's input of today; its id and type stay as they are.</summary>
    public static MappingResult MapAgain(Bridge bridge, Delivery delivery, DeliveryPayload payload) =>
        JsonText.ParseEvent(payload.Body.Span) switch
        {
            JsonParse.Parsed parsed => bridge.InputOf(delivery.Source).Map(new EventContext
            {
                Event = parsed.Document,
                Headers = payload.Headers,
                Query = payload.Query,
                BridgeName = bridge.Name,
                ReceivedAt = delivery.ReceivedAt,
                DeliveryId = delivery.DeliveryId,
                EventType = delivery.EventType,
            }),
            JsonParse.Unreadable unreadable => new MappingResult.Failed($"the stored body is {unreadable.Reason}"),
            _ => throw new UnreachableException(),
        };

    // An id that comes twice in one request is one event.
    private MapResult Map(Bridge bridge, WebhookSource webhook, WebhookRequest request, IReadOnlyList<IncomingEvent> events)
    {
        var mapped = new List<MapResult.Mapped>(events.Count);
        foreach (var incoming in events)
        {
            if (Map(bridge, webhook, request, incoming) is not MapResult.Mapped one)
                return new MapResult.Unusable(new ReceiveResult.TooLarge());
            mapped.Add(one);
        }

        return new MapResult.Batch([.. mapped.DistinctBy(one => one.Delivery.DeliveryId, StringComparer.Ordinal)]);
    }

    private MapResult Map(Bridge bridge, WebhookSource webhook, WebhookRequest request, IncomingEvent incoming)
    {
        var stored = webhook.FieldsToStore(request);
        var context = new EventContext
        {
            Event = incoming.Document,
            Headers = stored.Headers,
            Query = stored.Query,
            BridgeName = bridge.Name,
            ReceivedAt = clock.UtcNow,
        };
        // In this order: an id may be made with the event's type.
        context = context with { EventType = webhook.EventTypeOf(context) };
        var identity = webhook.Identify(context, incoming.Json.Span);
        context = context with { DeliveryId = identity.DeliveryId };

        return Finish(bridge, context, identity, MapInput(bridge.Filter, bridge.Input, context), new DeliveryPayload
        {
            Body = incoming.Json,
            Input = default,
            ContentType = request.ContentType,
            Headers = stored.Headers,
            Query = stored.Query,
        });
    }

    /// <summary>What filter and template make of an event.</summary>
    public static MappingResult MapInput(EventFilter? filter, InputTemplate input, EventContext context) => filter?.Test(context) switch
    {
        FilterResult.Rejected => new MappingResult.Filtered(),
        FilterResult.Failed failed => new MappingResult.Failed(failed.Reason),
        _ => input.Map(context),
    };

    /// <summary>The delivery of an event whose mapping is known.</summary>
    /// <param name="payload">Its input is not set yet.</param>
    public static MapResult Finish(
        Bridge bridge, EventContext context, DeliveryIdentity identity, MappingResult mapping, DeliveryPayload payload, EventSource source = EventSource.Webhook)
    {
        var input = mapping is MappingResult.Mapped mapped ? mapped.Json : default;
        PackedPayload? packed = null;
        if (mapping is not MappingResult.Filtered && !PayloadCodec.TryPack(payload with { Input = input }, out packed))
            return new MapResult.Unusable(new ReceiveResult.TooLarge());

        var delivery = Begin(bridge, context, identity, source) with
        {
            Status = mapping switch
            {
                MappingResult.Mapped => DeliveryStatus.Received,
                MappingResult.Filtered => DeliveryStatus.Filtered,
                _ => DeliveryStatus.DeadLettered,
            },
            Reason = (mapping as MappingResult.Failed)?.Reason,
        };
        return new MapResult.Mapped(delivery, input, packed) { IsKept = bridge.KeepFiltered || mapping is not MappingResult.Filtered };
    }

    /// <summary>An event that cannot be kept itself, for a reason that is.</summary>
    public static MapResult.Mapped Bury(Bridge bridge, EventContext context, DeliveryIdentity identity, string reason, EventSource source) =>
        new(Begin(bridge, context, identity, source) with { Status = DeliveryStatus.DeadLettered, Reason = reason }, default, Payload: null);

    private static Delivery Begin(Bridge bridge, EventContext context, DeliveryIdentity identity, EventSource source) => new()
    {
        Bridge = bridge.Name,
        DeliveryId = identity.DeliveryId,
        SenderId = identity.SenderId,
        EventType = context.EventType,
        Source = source,
        ReceivedAt = context.ReceivedAt,
        UpdatedAt = context.ReceivedAt,
        Status = DeliveryStatus.Received,
        Tenant = bridge.Workflow.Tenant,
        WorkflowId = bridge.Workflow.Id,
    };
}

/// <summary>What making a delivery of a request came to.</summary>
internal abstract record MapResult
{
    /// <param name="Payload">Left out where the event is filtered.</param>
    public sealed record Mapped(Delivery Delivery, ReadOnlyMemory<byte> Input, PackedPayload? Payload) : MapResult
    {
        /// <summary>False: it is filtered, and the bridge wants no record of that.</summary>
        public bool IsKept { get; init; } = true;
    }

    /// <summary>Each id once.</summary>
    public sealed record Batch(IReadOnlyList<Mapped> Events) : MapResult;

    public sealed record Unusable(ReceiveResult Answer) : MapResult;
}
