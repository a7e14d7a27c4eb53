using TriggerBridge.Bridges;
using TriggerBridge.Ledger;
using TriggerBridge.Pausing;
using TriggerBridge.Timing;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Flows.Receiving;

/// <summary>
/// The way of a request whose sender several bridges share, once it is verified: each event is recorded in every bridge that wants it, each by its own
/// transaction, and in the source itself where none does. The answer is 2xx only when all of it stands in the ledger; a repeat fills what is missing.
/// </summary>
internal sealed class SourceIntake(EventMapper mapper, BridgePauses pauses, EventIntake intake, BatchRecorder batches, CallbackReader callbacks, QuestionAnswerer answerer)
{
    /// <param name="takers">The source's bridges.</param>
    /// <param name="answering">How long an answer may be waited for; null: no bridge gives one.</param>
    /// <returns><see cref="ReceiveResult.Routed"/> only when every event stands in the ledger.</returns>
    public async Task<ReceiveResult> TakeAsync(
        SharedSource source, IReadOnlyList<Taker> takers, WebhookRequest request, TimeBudget? answering, WaitLimit limit, CancellationToken cancellationToken)
    {
        var mapped = mapper.Map(source, takers, request);
        if (mapped.Unusable is { } unusable)
            return unusable;

        // What is refused or cannot be answered is not recorded anywhere.
        if (mapped.Wanted.FirstOrDefault(each => pauses.Refuses(each.Taker.Bridge.Name)) is { Taker.Bridge.Name: var refusing })
            return ReceiveResult.NotReady.Paused(pauses.RetryAfter(refusing));
        var wanted = new List<WantedEvents>(mapped.Wanted.Count);
        foreach (var (taker, events) in mapped.Wanted)
        {
            if (mapped.IsBatch)
            {
                wanted.Add(new WantedEvents(taker, events));
                continue;
            }

            var (ready, unanswerable) = await callbacks.ReadAsync(taker.Bridge, events[0], cancellationToken);
            if (unanswerable is not null)
                return unanswerable;
            wanted.Add(new WantedEvents(taker, [ready]));
        }

        var taken = await Task.WhenAll(wanted.Select(TakeAsync).Append(KeepUnroutedAsync()));
        if (taken.FirstOrDefault(each => !each.Result.IsTaken) is { Result: { } failed })
            return failed;
        return new ReceiveResult.Routed([.. taken.SelectMany(each => each.Result is ReceiveResult.Batch batch ? batch.Events.Select(one => new RoutedEvent(each.Bridge, one)) : [each])])
        {
            InSendersTerms = taken.Select(each => each.Result.InSendersTerms).FirstOrDefault(answer => answer is not null),
        };

        async Task<RoutedEvent> TakeAsync(WantedEvents each)
        {
            var (bridge, budget) = each.Taker;
            if (mapped.IsBatch)
                return new RoutedEvent(bridge.Name, await batches.RecordAsync(bridge.Name, each.Events, limit));
            var recorded = await intake.RecordAsync(bridge, each.Events[0], budget, limit);
            return new RoutedEvent(bridge.Name, bridge.Respond is not null && answering is not null ? await answerer.AnswerAsync(bridge, each.Events[0], recorded, answering) : recorded);
        }

        async Task<RoutedEvent> KeepUnroutedAsync() => new(source.Name, await batches.RecordAsync(source.Name, mapped.Unrouted, limit));
    }
}

/// <summary>A bridge that may want an event of its source.</summary>
/// <param name="Budget">How long the sender waits for it to be sent.</param>
internal sealed record Taker(Bridge Bridge, TimeBudget Budget);

/// <summary>The events of a request that a bridge wants, as deliveries of its own.</summary>
internal sealed record WantedEvents(Taker Taker, IReadOnlyList<NewDelivery> Events);

/// <summary>What making deliveries of a request to a source came to.</summary>
/// <param name="Unrouted">Those that no bridge wants.</param>
internal sealed record SourceMapResult(IReadOnlyList<WantedEvents> Wanted, IReadOnlyList<NewDelivery> Unrouted, bool IsBatch)
{
    /// <summary>What to answer where there is no event.</summary>
    public ReceiveResult? Unusable { get; init; }
}
