using TriggerBridge.Ledger;

namespace TriggerBridge.Flows.Receiving;

/// <summary>
/// Records the events of one request, each as a delivery of its own that is due now. All of them stand in the ledger, or the sender
/// must repeat: what was written before a failure is then found as a duplicate.
/// </summary>
internal sealed class BatchRecorder(DeliveryLedger ledger, LedgerReadiness readiness)
{
    // A partition takes no more than some hundreds that wait at once; what is more would be refused each time it is sent.
    private const int Together = 192;

    public async Task<ReceiveResult> RecordAsync(string bridge, IReadOnlyList<NewDelivery> events, WaitLimit? limit)
    {
        var results = new Dictionary<string, ReceiveResult>(StringComparer.Ordinal);
        foreach (var some in events.Where(one => one.IsKept).Chunk(Together))
        {
            List<Task<(string DeliveryId, RecordResult Result)>> recording;
            using (ledger.Gather(bridge))
                recording = [.. some.Select(one => RecordAsync(one, limit))];

            var recorded = await Task.WhenAll(recording);
            if (recorded.Select(one => one.Result).OfType<RecordResult.Unknown>().FirstOrDefault() is { } away)
            {
                readiness.ReportAway(away.Fault);
                return new ReceiveResult.NotReady("The ledger does not answer.");
            }

            if (recorded.Any(one => one.Result is RecordResult.Busy))
                return ReceiveResult.NotReady.Busy;
            foreach (var (deliveryId, result) in recorded)
                results.Add(deliveryId, ResultOf(result, deliveryId));
        }

        return new ReceiveResult.Batch([.. events.Select(one => one.IsKept ? results[one.Delivery.DeliveryId] : new ReceiveResult.Filtered(one.Delivery.DeliveryId))]);
    }

    private async Task<(string DeliveryId, RecordResult Result)> RecordAsync(NewDelivery one, WaitLimit? limit) =>
        (one.Delivery.DeliveryId, await ledger.RecordAsync(one.Delivery, one.Payload, Due, limit));

    private static Delivery Due(Delivery delivery) => delivery.Status == DeliveryStatus.Received
        ? delivery with { Work = delivery.DueInItsTurn() }
        : delivery;

    private static ReceiveResult ResultOf(RecordResult result, string deliveryId) => result switch
    {
        RecordResult.Recorded recorded => new ReceiveResult.Accepted(recorded.Delivery),
        RecordResult.Duplicate duplicate => new ReceiveResult.Duplicate(duplicate.First),
        RecordResult.SameContent same => ReceiveResult.SameContent.Of(same),
        RecordResult.DuplicateOfPurged { Left: var left } => new ReceiveResult.DuplicateOfPurged(deliveryId, left.Status, left.WorkflowExecutionId),
        _ => throw new InvalidOperationException("Recording has no such result."),
    };
}
