using TriggerBridge.Bridges;
using TriggerBridge.Ledger;
using TriggerBridge.Mapping;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Bodies;

namespace TriggerBridge.Flows.Receiving;

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
