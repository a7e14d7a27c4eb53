using System.Diagnostics;
using System.Globalization;
using TriggerBridge.Bridges;
using TriggerBridge.Json;
using TriggerBridge.Ledger;
using TriggerBridge.Mapping;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Bodies;

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

/// <summary>An event and all that its bridge makes of it; nothing of it is recorded yet.</summary>
internal sealed record MappedEvent
{
    /// <summary>The event itself, as it is kept.</summary>
    public required ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>What its paths were resolved against, with its delivery id and its type.</summary>
    public required EventContext Context { get; init; }

    public required DeliveryIdentity Identity { get; init; }

    /// <summary>Null where the bridge has no filter.</summary>
    public required FilterResult? Filter { get; init; }

    public required MappingResult Result { get; init; }

    /// <summary>What its delivery begins as.</summary>
    public DeliveryStatus Status => StatusOf(Result);

    public static MappedEvent Of(Bridge bridge, WebhookSource webhook, WebhookRequest request, IncomingEvent incoming, DateTimeOffset receivedAt, int position = 0)
    {
        var stored = webhook.FieldsToStore(request);
        var context = new EventContext
        {
            Event = incoming.Document,
            IsShallow = incoming.IsShallow,
            Headers = stored.Headers,
            Query = stored.Query,
            BridgeName = bridge.Name,
            ReceivedAt = receivedAt,
        };
        // In this order: an id may be made with the event's type.
        context = context with { EventType = webhook.EventTypeOf(context) };
        var identity = webhook.Identify(context, incoming.Json.Span, position);
        context = context with { DeliveryId = identity.DeliveryId };

        var filter = bridge.Filter?.Test(context);
        return new MappedEvent
        {
            Json = incoming.Json,
            Context = context,
            Identity = identity,
            Filter = filter,
            Result = Map(filter, bridge.Input, context),
        };
    }

    /// <summary>What filter and template make of an event.</summary>
    /// <param name="filter">Null where there is none.</param>
    public static MappingResult Map(FilterResult? filter, InputTemplate input, EventContext context) => filter switch
    {
        FilterResult.Rejected => new MappingResult.Filtered(),
        FilterResult.Failed failed => new MappingResult.Failed(failed.Reason),
        _ => input.Map(context),
    };

    public static DeliveryStatus StatusOf(MappingResult result) => result switch
    {
        MappingResult.Mapped => DeliveryStatus.Received,
        MappingResult.Filtered => DeliveryStatus.Filtered,
        _ => DeliveryStatus.DeadLettered,
    };
}

/// <summary>What a bridge makes of a request, for its deliveries and for a preview alike.</summary>
internal abstract record MappedRequest
{
    private MappedRequest()
    {
    }

    public sealed record One(MappedEvent Event) : MappedRequest;

    /// <summary>Each delivery id once: an id that comes twice in one request is one event.</summary>
    public sealed record Batch(IReadOnlyList<MappedEvent> Events) : MappedRequest;

    /// <summary>There is no event in it.</summary>
    public sealed record Unusable(ReceiveResult Answer) : MappedRequest;

    public static MappedRequest Of(Bridge bridge, WebhookRequest request, DateTimeOffset receivedAt) =>
        bridge.Webhook is { } webhook ? Of(bridge, webhook, request, receivedAt) : new Unusable(new ReceiveResult.UnknownBridge());

    private static MappedRequest Of(Bridge bridge, WebhookSource webhook, WebhookRequest request, DateTimeOffset receivedAt) => webhook.ReadEvents(request) switch
    {
        EventBody.One one => new One(MappedEvent.Of(bridge, webhook, request, one.Event, receivedAt)),
        EventBody.Batch batch => new Batch(
        [
            .. batch.Events
                .Select((incoming, position) => MappedEvent.Of(bridge, webhook, request, incoming, receivedAt, position))
                .DistinctBy(mapped => mapped.Identity.DeliveryId, StringComparer.Ordinal),
        ]),
        EventBody.UnsupportedType => new Unusable(new ReceiveResult.UnsupportedType()),
        EventBody.TooLarge => new Unusable(new ReceiveResult.TooLarge()),
        EventBody.Unreadable unreadable => new Unusable(new ReceiveResult.NotParsable($"The body is {unreadable.Reason}.")),
        _ => throw new UnreachableException(),
    };
}
