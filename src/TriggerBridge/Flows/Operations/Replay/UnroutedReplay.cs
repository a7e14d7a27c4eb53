using TriggerBridge.Bridges;
using TriggerBridge.Flows.Receiving;
using TriggerBridge.Ledger;

namespace TriggerBridge.Flows.Operations.Replay;

/// <summary>Hands an event that no bridge of its source wanted to those that want it today.</summary>
internal sealed class UnroutedReplay(BridgeCatalog bridges, EventMapper mapper, DeliveryLedger ledger, BatchRecorder batches)
{
    /// <param name="found">The event with its payload.</param>
    /// <param name="dryRun">Only what it would come to.</param>
    public async Task<ReplayResult> RouteAsync(DeliveryLookup.Found found, ReplayOrder order, DateTimeOffset now, bool dryRun)
    {
        var (delivery, set) = (found.Delivery, bridges.Now);
        if (delivery.Status == DeliveryStatus.Routed)
            return new ReplayResult.Refused($"{delivery.Reason} Replay it there.");
        if (set.FindSource(delivery.Bridge) is not { } source)
            return set.IsUnready(delivery.Bridge) ? new ReplayResult.NotReady(BrokenBridge.Objection, BrokenBridge.RetryAfter) : new ReplayResult.Refused("Its source is no longer configured.");
        if (found.Payload is not { } payload)
            return new ReplayResult.Refused("Its payload was not kept.");
        if (!StoredEvent.TryRead(delivery, payload, out var context, out var problem))
            return new ReplayResult.NotMappable($"It cannot be read: {problem}.");

        // Nobody waits for an answer to it any more.
        var wanted = mapper.MapStored(set.BridgesOf(source).Where(bridge => bridge is { Enabled: true, Respond: null }), context, delivery, payload);
        if (wanted.Count == 0)
            return new ReplayResult.Refused("No bridge of its source wants it.");
        if (wanted.Any(each => each.Event is null))
            return new ReplayResult.NotMappable("With today's mapping it is larger than can be recorded.");
        var routed = delivery with
        {
            Status = DeliveryStatus.Routed,
            Reason = $"It was handed to {string.Join(", ", wanted.Select(each => each.Bridge.Name))}.",
            UpdatedAt = now,
            Replays = ReplayPlanner.Record(delivery, order, now),
        };
        return dryRun ? new ReplayResult.Replayed(routed) : await RecordAsync(wanted, delivery, routed);
    }

    // First where it is wanted, then what became of it: whoever is stopped in between asks again, and finds duplicates.
    private async Task<ReplayResult> RecordAsync(IReadOnlyList<(Bridge Bridge, NewDelivery? Event)> wanted, Delivery delivery, Delivery routed)
    {
        foreach (var (bridge, one) in wanted)
        {
            if (await batches.RecordAsync(bridge.Name, [one!], limit: null) is ReceiveResult.NotReady notReady)
                return new ReplayResult.NotReady(notReady.Reason, notReady.RetryAfter);
        }

        return ReplayResult.Of(await ledger.SaveAsync(delivery, routed));
    }
}
