using System.Diagnostics;
using TriggerBridge.Bridges;
using TriggerBridge.Flows.Receiving;
using TriggerBridge.Ledger;
using TriggerBridge.Mapping;

namespace TriggerBridge.Flows.Operations.Replay;

/// <summary>Works out what a replay makes of a delivery; writes nothing.</summary>
internal sealed class ReplayPlanner(BridgeCatalog bridges)
{
    // Up to 50 of them stand in one column of 64 KiB.
    private const int LongestReason = 300;

    /// <param name="found">The delivery with its payload.</param>
    /// <param name="order">Who asks.</param>
    /// <param name="now">By the ledger's clock; the replay is due then.</param>
    /// <param name="packed">What is to be written together with the replayed delivery; null where it is not replayed.</param>
    /// <returns>What the replay comes to unless the delivery changes meanwhile.</returns>
    public ReplayResult Plan(DeliveryLookup.Found found, ReplayOrder order, DateTimeOffset now, out PackedPayload? packed)
    {
        packed = null;
        var delivery = found.Delivery;
        if (ReplayRules.Objection(delivery.Status, delivery.WorkflowExecutionId, order.Force) is { } objection)
            return new ReplayResult.Refused(objection);
        if (bridges.IsUnready(delivery.Bridge))
            return new ReplayResult.NotReady(BrokenBridge.Objection, BrokenBridge.RetryAfter);
        if (!bridges.TryFind(delivery.Bridge, out var bridge))
            return new ReplayResult.Refused("Its bridge is no longer configured.");
        if (found.Payload is not { } payload)
            return new ReplayResult.Refused("Its payload was not kept.");

        return EventMapper.MapAgain(bridge, delivery, payload) switch
        {
            MappingResult.Failed failed => new ReplayResult.NotMappable($"Today's mapping does not fit the event: {failed.Reason}."),
            MappingResult.Mapped mapped => PayloadCodec.TryPack(payload with { Input = mapped.Json }, out packed)
                ? new ReplayResult.Replayed(Again(bridge, delivery, order, now) with { Note = EventMapper.NoteOf(mapped) })
                : new ReplayResult.NotMappable("With today's mapping it is larger than can be recorded."),
            _ => throw new UnreachableException(),
        };
    }

    // The workflow too is today's, and nothing of what was started before is taken for this replay's own.
    private static Delivery Again(Bridge bridge, Delivery delivery, ReplayOrder order, DateTimeOffset now) => delivery with
    {
        Status = DeliveryStatus.RetryScheduled,
        Reason = "It was replayed.",
        Tenant = bridge.Workflow.Tenant,
        WorkflowId = bridge.Workflow.Id,
        BridgeVersion = bridge.Version,
        WorkflowExecutionId = null,
        LostLeases = 0,
        UpdatedAt = now,
        // In its line it waits for its turn, at the place that it has or behind the others.
        Work = delivery.Work is { Kind: WorkKind.Wait } place ? place : delivery.Line is { } line ? delivery.Waiting(line, now) : delivery.Due(WorkKind.Dispatch, now),
        LeftLine = false,
        NotBefore = null,
        Replays = Record(delivery, order, now),
    };

    /// <summary>The delivery's replays, with this one.</summary>
    public static IReadOnlyList<ReplayRecord> Record(Delivery delivery, ReplayOrder order, DateTimeOffset now) => [.. delivery.Replays.Append(new()
    {
        At = now,
        By = order.By,
        Force = order.Force,
        Status = delivery.Status,
        Reason = delivery.Reason is { Length: > LongestReason } text ? text[..LongestReason] : delivery.Reason,
        WorkflowExecutionId = delivery.WorkflowExecutionId,
        AttemptCount = delivery.AttemptCount,
    }).TakeLast(ReplayRecord.MostKept)];
}

/// <summary>Which deliveries a person may replay.</summary>
internal static class ReplayRules
{
    /// <returns>Why it must not be replayed; null where nothing speaks against it.</returns>
    public static string? Objection(DeliveryStatus status, string? executionId, bool force) => status switch
    {
        DeliveryStatus.Received => "It has not been sent yet: its first attempt is due.",
        DeliveryStatus.Filtered => "The bridge's filter left it out.",
        DeliveryStatus.Dispatching => "An attempt is under way: wait for its outcome.",
        DeliveryStatus.InDoubt => "An attempt may have started an execution: wait until it was looked up in ISC.",
        // Their execution is over and did not do its work.
        DeliveryStatus.Failed or DeliveryStatus.Canceled => null,
        _ when executionId is not null && !force =>
            $"It is {status} with the execution {executionId}: a replay starts a second one. Send \"force\": true if that is wanted.",
        _ => null,
    };
}
