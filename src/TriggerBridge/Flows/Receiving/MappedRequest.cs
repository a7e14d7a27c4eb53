using System.Diagnostics;
using TriggerBridge.Bridges;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Bodies;

namespace TriggerBridge.Flows.Receiving;

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
