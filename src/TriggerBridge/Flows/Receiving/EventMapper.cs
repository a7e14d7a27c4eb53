using System.Diagnostics;
using TriggerBridge.Bridges;
using TriggerBridge.Credentials;
using TriggerBridge.Drift;
using TriggerBridge.Ledger;
using TriggerBridge.Mapping;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Bodies;

namespace TriggerBridge.Flows.Receiving;

/// <summary>Makes a delivery of a verified request: its id, its type, and the workflow's input.</summary>
internal sealed class EventMapper(LedgerClock clock, SchemaMismatches mismatches, ShapeWatch shapes)
{
    /// <returns>
    /// The deliveries, not yet in the ledger, or what to answer instead. An event whose mapping fails is a delivery too: a dead letter.
    /// </returns>
    public MapResult Map(Bridge bridge, WebhookSource webhook, WebhookRequest request)
    {
        var mapped = MappedRequest.Of(bridge, webhook, request, clock.UtcNow);
        if (mapped.Unusable is not null) return new MapResult([], IsBatch: false) { Unusable = mapped.Unusable };
        mismatches.Count(bridge, mapped.Events.Select(each => each.Result.Mismatch));
        if (mapped.Refusal is { } refusal) return new MapResult([], IsBatch: false) { Unusable = new ReceiveResult.NotFitting(refusal) };

        var deliveries = new List<NewDelivery>(mapped.Events.Count);
        foreach (var each in mapped.Events)
        {
            shapes.Offer(bridge, each.Sent.Context, EventSource.Webhook, each.IsWanted);
            if (TryMake(bridge, request, each) is not { } delivery) return new MapResult([], IsBatch: false) { Unusable = new ReceiveResult.TooLarge() };
            deliveries.Add(delivery);
        }

        return new MapResult(deliveries, mapped.IsBatch);
    }

    /// <summary>As <see cref="Map(Bridge, WebhookSource, WebhookRequest)"/>, for all bridges of a source; what a bridge filters out is no delivery of it, unless its sender waits for an answer.</summary>
    public SourceMapResult Map(SharedSource source, IReadOnlyList<Taker> takers, WebhookRequest request)
    {
        var sent = source.Webhook.Read(request, source.Name, clock.UtcNow);
        var objection = sent.All is [var question, ..]
            ? takers.Select(taker => taker.Bridge.Respond).OfType<Responder>().Where(respond => respond.IsAskedBy(question.Context.Event)).Select(respond => respond.Objection(question.Context.Event)).FirstOrDefault()
            : null;
        if ((objection is not null ? new ReceiveResult.NotParsable(objection) : MappedRequest.AnswerTo(sent.Problem)) is { } unusable)
            return new SourceMapResult([], [], sent.IsBatch) { Unusable = unusable };

        var wanted = takers.Select(taker => (Taker: taker, Events: sent.All.Select(each => MapFor(taker.Bridge, each)).OfType<MappedEvent>().ToList())).Where(each => each.Events.Count > 0).ToList();
        foreach (var (taker, events) in wanted)
            mismatches.Count(taker.Bridge, events.Select(each => each.Result.Mismatch));
        var routed = wanted.SelectMany(each => each.Events).Select(each => each.Sent.Identity.DeliveryId).ToHashSet(StringComparer.Ordinal);
        var deliveries = wanted.Select(each => (each.Taker, Events: each.Events.ConvertAll(mapped => TryMake(each.Taker.Bridge, request, mapped)))).ToList();
        var unrouted = sent.All.Where(each => !routed.Contains(each.Identity.DeliveryId)).Select(each => Unroute(source, request, each)).ToList();
        if (unrouted.Contains(null) || deliveries.Exists(each => each.Events.Contains(null)))
            return new SourceMapResult([], [], sent.IsBatch) { Unusable = new ReceiveResult.TooLarge() };
        return new SourceMapResult([.. deliveries.Select(each => new WantedEvents(each.Taker, [.. each.Events.OfType<NewDelivery>()]))], [.. unrouted.OfType<NewDelivery>()], sent.IsBatch);
    }

    /// <summary>What today's bridges make of an event of their source that stands in the ledger, each that wants it.</summary>
    public IReadOnlyList<(Bridge Bridge, NewDelivery? Event)> MapStored(IEnumerable<Bridge> bridges, EventContext context, Delivery delivery, DeliveryPayload payload)
    {
        var identity = new DeliveryIdentity(delivery.DeliveryId, delivery.SenderId);
        var again = context with { ReceivedAt = clock.UtcNow };
        return
        [
            .. bridges.Select(bridge => (Bridge: bridge, Context: again with { BridgeName = bridge.Name }))
                .Select(each => (each.Bridge, each.Context, Result: MappedEvent.ResultOf(each.Bridge, each.Context).Result))
                .Where(each => each.Result is not MappingResult.Filtered)
                .Select(each => (each.Bridge, TryMake(each.Bridge, each.Context, identity, each.Result, payload))),
        ];
    }

    /// <summary>Maps an event that stands in the ledger once more, with the bridge's input of today; its id and type stay as they are.</summary>
    public static MappingResult MapAgain(Bridge bridge, Delivery delivery, DeliveryPayload payload) =>
        StoredEvent.TryRead(delivery, payload, out var context, out var problem) ? bridge.Map(context, delivery.Source) : new MappingResult.Failed(problem);

    /// <returns>Null where the bridge does not want it.</returns>
    private MappedEvent? MapFor(Bridge bridge, SentEvent sent)
    {
        if (bridge.Respond?.IsAskedBy(sent.Context.Event) == false)
            return null;
        var mapped = MappedEvent.Of(bridge, sent with { Context = sent.Context with { BridgeName = bridge.Name } });
        shapes.Offer(bridge, mapped.Sent.Context, EventSource.Webhook, mapped.IsWanted);
        return mapped.Result is MappingResult.Filtered && bridge.Respond is null ? null : mapped;
    }

    private static NewDelivery? Unroute(SharedSource source, WebhookRequest request, SentEvent sent)
    {
        if (!PayloadCodec.TryPack(PayloadOf(request, sent), out var packed))
            return null;
        var delivery = Begin(source.Name, source.Version, sent.Context, sent.Identity, EventSource.Webhook) with
        {
            Status = DeliveryStatus.Unrouted,
            Reason = "No bridge of the source wants it.",
        };
        return new NewDelivery(delivery, default, packed);
    }

    // Its input is not set yet.
    private static DeliveryPayload PayloadOf(WebhookRequest request, SentEvent sent) => new()
    {
        Body = sent.Json,
        Input = default,
        ContentType = request.ContentType,
        Headers = sent.Context.Headers,
        Query = sent.Context.Query,
        Envelope = sent.Context.Envelope,
    };

    private static NewDelivery? TryMake(Bridge bridge, WebhookRequest request, MappedEvent mapped)
    {
        var (_, context, identity) = mapped.Sent;
        if (TryMake(bridge, context, identity, mapped.Result, PayloadOf(request, mapped.Sent)) is not { } made)
            return null;
        var delivery = made.Delivery with { Signed = mapped.Sent.Signed };
        if (mapped.Answer is { } answer)
            delivery = answer.Output is { } output
                ? delivery with { Answer = new GivenAnswer { At = delivery.ReceivedAt, Output = output, InsteadFor = answer.InsteadFor } }
                : delivery with { Status = DeliveryStatus.DeadLettered, Reason = delivery.Reason ?? answer.Problem };
        return made with { Delivery = delivery, Question = bridge.Respond is null ? null : new Question(context, mapped.Sent.Secret) };
    }

    /// <summary>The delivery of an event whose mapping is known.</summary>
    /// <param name="payload">Its input is not set yet.</param>
    /// <returns>Null where it is larger than can be kept.</returns>
    public static NewDelivery? TryMake(
        Bridge bridge, EventContext context, DeliveryIdentity identity, MappingResult mapping, DeliveryPayload payload, EventSource source = EventSource.Webhook)
    {
        DeliveryKeys? keys = null;
        if (mapping is not MappingResult.Filtered)
        {
            keys = bridge.Keys.KeysOf(context, bridge.KeepFiltered, out _);
            // What is not sent says nothing to those that come later, but that it was there.
            if (mapping is not MappingResult.Mapped)
                keys = keys is { Line: not null } ? keys with { Newest = null, Compared = null } : null;
        }

        var input = mapping is MappingResult.Mapped mapped ? mapped.Json : default;
        PackedPayload? packed = null;
        if (mapping is not MappingResult.Filtered && !PayloadCodec.TryPack(payload with { Input = input }, out packed)) return null;

        var delivery = Begin(bridge, context, identity, source) with
        {
            Status = MappedEvent.StatusOf(mapping),
            Reason = (mapping as MappingResult.Failed)?.Reason,
            NotBefore = mapping is MappingResult.Mapped && bridge.Keys.Delay > TimeSpan.Zero ? context.ReceivedAt + bridge.Keys.Delay : null,
            Keys = keys,
            Note = NoteOf(mapping),
        };
        return new NewDelivery(delivery, input, packed) { IsKept = bridge.KeepFiltered || mapping is not MappingResult.Filtered, Mismatch = mapping.Mismatch };
    }

    /// <summary>What is on record of an event that goes on although it does not fit its schema.</summary>
    public static string? NoteOf(MappingResult mapping) => mapping.Mismatch is { Handling: MismatchHandling.Note, Objection: var objection } ? objection : null;

    /// <summary>An event that cannot be kept itself, for a reason that is.</summary>
    public static NewDelivery Bury(Bridge bridge, EventContext context, DeliveryIdentity identity, string reason, EventSource source) =>
        new(Begin(bridge, context, identity, source) with { Status = DeliveryStatus.DeadLettered, Reason = reason }, default, Payload: null);

    private static Delivery Begin(Bridge bridge, EventContext context, DeliveryIdentity identity, EventSource source) => Begin(bridge.Name, bridge.Version, context, identity, source) with
    {
        Tenant = bridge.Workflow.Tenant,
        WorkflowId = bridge.Workflow.Id,
    };

    /// <param name="name">Of the bridge; or of the source, and then it is meant for no workflow.</param>
    private static Delivery Begin(string name, string version, EventContext context, DeliveryIdentity identity, EventSource source) => new()
    {
        Bridge = name,
        DeliveryId = identity.DeliveryId,
        SenderId = identity.SenderId,
        EventType = context.EventType,
        Source = source,
        BridgeVersion = version,
        ReceivedAt = context.ReceivedAt,
        UpdatedAt = context.ReceivedAt,
        Status = DeliveryStatus.Received,
        Tenant = "",
        WorkflowId = "",
    };
}

/// <summary>A delivery that is not yet in the ledger.</summary>
/// <param name="Payload">Left out where the event is filtered.</param>
internal sealed record NewDelivery(Delivery Delivery, ReadOnlyMemory<byte> Input, PackedPayload? Payload)
{
    /// <summary>False: it is filtered, and the bridge wants no record of that.</summary>
    public bool IsKept { get; init; } = true;

    /// <summary>What of the event does not fit the bridge's schema; null: it fits.</summary>
    public SchemaMismatch? Mismatch { get; init; }

    /// <summary>What an answer is made of; null where nobody waits for one.</summary>
    public Question? Question { get; init; }
}

/// <summary>An event whose sender waits for an answer.</summary>
/// <param name="Secret">What the answer is proven with if it comes later; null where the event brought none.</param>
internal sealed record Question(EventContext Context, SecretValue? Secret);

/// <summary>What making deliveries of a request came to.</summary>
internal sealed record MapResult(IReadOnlyList<NewDelivery> Deliveries, bool IsBatch)
{
    /// <summary>What to answer where there is no delivery.</summary>
    public ReceiveResult? Unusable { get; init; }
}

/// <summary>What a bridge makes of a request, for its deliveries and for a preview alike.</summary>
internal sealed record MappedRequest(IReadOnlyList<MappedEvent> Events, bool IsBatch)
{
    /// <summary>What to answer where there is no event.</summary>
    public ReceiveResult? Unusable { get; private init; }

    /// <summary>Why its one event is refused by the bridge's schema; null: it is not, or there are others, which a refusal would cost their records.</summary>
    public string? Refusal => !IsBatch && Events is [{ Result: MappingResult.Failed { Mismatch: { Handling: MismatchHandling.Refuse, Objection: var objection } } }] ? objection : null;

    public static MappedRequest Of(Bridge bridge, WebhookSource webhook, WebhookRequest request, DateTimeOffset receivedAt)
    {
        var sent = webhook.Read(request, bridge.Name, receivedAt);
        if (bridge.Respond is { } respond && sent.All is [var question, ..] && respond.Objection(question.Context.Event) is { } objection)
            return new MappedRequest([], IsBatch: false) { Unusable = new ReceiveResult.NotParsable(objection) };
        return new MappedRequest([.. sent.All.Select(each => MappedEvent.Of(bridge, each))], sent.IsBatch)
        {
            Unusable = AnswerTo(sent.Problem),
        };
    }

    /// <summary>What to answer where there is no event in a body.</summary>
    public static ReceiveResult? AnswerTo(EventBody? problem) => problem switch
    {
        null => null,
        EventBody.UnsupportedType => new ReceiveResult.UnsupportedType(),
        EventBody.TooLarge => new ReceiveResult.TooLarge(),
        EventBody.Unreadable unreadable => new ReceiveResult.NotParsable($"The body is {unreadable.Reason}."),
        _ => throw new UnreachableException(),
    };
}

/// <summary>An event and all that its bridge makes of it; nothing of it is recorded yet.</summary>
/// <param name="Stopped">What the filter made of it; null where it let it pass, or the bridge has none.</param>
internal sealed record MappedEvent(SentEvent Sent, MappingResult? Stopped, MappingResult Result)
{
    /// <summary>The bridge's filter lets it pass.</summary>
    public bool IsWanted => Stopped is not MappingResult.Filtered;

    /// <summary>What its delivery begins as.</summary>
    public DeliveryStatus Status => Answer is { Problem: not null } ? DeliveryStatus.DeadLettered : StatusOf(Result);

    /// <summary>What is answered; null where nobody waits for an answer, or it depends on the workflow.</summary>
    public MadeAnswer? Answer { get; private init; }

    public static MappedEvent Of(Bridge bridge, SentEvent sent)
    {
        var (stopped, result) = ResultOf(bridge, sent.Context);
        return new MappedEvent(sent, stopped, result) { Answer = bridge.Respond?.MakeBefore(sent.Context, isStarted: result is MappingResult.Mapped) };
    }

    /// <summary>What the filter makes of an event, if it stops it; and what it comes to.</summary>
    public static (MappingResult? Stopped, MappingResult Result) ResultOf(Bridge bridge, EventContext context)
    {
        var stopped = bridge.Filter?.Stop(context);
        return (stopped, stopped ?? bridge.Map(context, EventSource.Webhook));
    }

    public static DeliveryStatus StatusOf(MappingResult result) => result switch
    {
        MappingResult.Mapped => DeliveryStatus.Received,
        MappingResult.Filtered => DeliveryStatus.Filtered,
        _ => DeliveryStatus.DeadLettered,
    };
}
