using System.Diagnostics;
using System.Globalization;
using TriggerBridge.Bridges;
using TriggerBridge.Json;
using TriggerBridge.Ledger;
using TriggerBridge.Mapping;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Flows.Receiving;

/// <summary>Makes a delivery of a verified request: its id, its type, and the workflow's input.</summary>
internal sealed class EventMapper(LedgerClock clock)
{
    /// <returns>
    /// The delivery, not yet in the ledger, or what to answer instead. An event whose mapping fails is a delivery too: a dead letter.
    /// </returns>
    public MapResult Map(Bridge bridge, WebhookRequest request) => WithSigned(bridge, request, MappedRequest.Of(bridge, request, clock.UtcNow) switch
    {
        MappedRequest.One one => Deliver(bridge, request, one.Event),
        MappedRequest.Batch batch => Deliver(bridge, request, batch.Events),
        MappedRequest.Unusable unusable => new MapResult.Unusable(unusable.Answer),
        _ => throw new UnreachableException(),
    });

    /// <summary>Maps an event that stands in the ledger once more, with the bridge's input of today; its id and type stay as they are.</summary>
    public static MappingResult MapAgain(Bridge bridge, Delivery delivery, DeliveryPayload payload) =>
        JsonText.ParseEvent(payload.Body.Span) switch
        {
            JsonParse.Parsed parsed => bridge.InputOf(delivery.Source).Map(new EventContext
            {
                Event = parsed.Document,
                IsShallow = parsed.IsShallow,
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

    // Where the bridge asks for it: what was signed is taken with the deliveries, of several each by its place.
    private static MapResult WithSigned(Bridge bridge, WebhookRequest request, MapResult result)
    {
        if (bridge.Webhook is not { ReplayWindow: { } window } webhook || result is MapResult.Unusable) return result;

        var hash = webhook.HashSigned(request);
        return result switch
        {
            MapResult.Mapped one => Sign(one, hash),
            MapResult.Batch batch => new MapResult.Batch([.. batch.Events.Select((one, i) => Sign(one, string.Create(CultureInfo.InvariantCulture, $"{hash}|{i}")))]),
            _ => throw new UnreachableException(),
        };

        MapResult.Mapped Sign(MapResult.Mapped one, string key) =>
            one with { Delivery = one.Delivery with { Signed = new SignedEvent(key, one.Delivery.ReceivedAt + window) } };
    }

    private static MapResult Deliver(Bridge bridge, WebhookRequest request, IReadOnlyList<MappedEvent> events)
    {
        var mapped = new List<MapResult.Mapped>(events.Count);
        foreach (var each in events)
        {
            if (Deliver(bridge, request, each) is not MapResult.Mapped one)
                return new MapResult.Unusable(new ReceiveResult.TooLarge());
            mapped.Add(one);
        }

        return new MapResult.Batch(mapped);
    }

    private static MapResult Deliver(Bridge bridge, WebhookRequest request, MappedEvent mapped) =>
        Finish(bridge, mapped.Context, mapped.Identity, mapped.Result, new DeliveryPayload
        {
            Body = mapped.Json,
            Input = default,
            ContentType = request.ContentType,
            Headers = mapped.Context.Headers,
            Query = mapped.Context.Query,
        });

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
            Status = MappedEvent.StatusOf(mapping),
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
