using TriggerBridge.Bridges;
using TriggerBridge.Ledger;

namespace TriggerBridge.Flows.Receiving;

/// <summary>
/// Records the events of one request, each as a delivery of its own that is due now. All of them stand in the ledger, or the sender
/// must repeat: what was written before a failure is then found as a duplicate.
/// </summary>
internal sealed class BatchRecorder(DeliveryLedger ledger, LedgerReadiness readiness)
{
    // A transaction takes 4 MiB, of which the payloads in base64 take four thirds.
    private const int MostBytesTogether = 2 * 1024 * 1024;

    public async Task<ReceiveResult> RecordAsync(Bridge bridge, IReadOnlyList<NewDelivery> events, CancellationToken cancellationToken)
    {
        var results = new Dictionary<string, ReceiveResult>(StringComparer.Ordinal);
        foreach (var part in Parts(events.Where(one => one.IsKept)))
        {
            var deliveries = part.ConvertAll(one => (Due(one.Delivery), one.Payload));
            var recorded = await ledger.TryRecordTogetherAsync(deliveries, cancellationToken) ?? await RecordOneByOneAsync(deliveries, cancellationToken);
            if (recorded.OfType<RecordResult.Unknown>().FirstOrDefault() is { } away)
            {
                readiness.ReportAway(away.Fault);
                return new ReceiveResult.NotReady("The ledger does not answer.");
            }

            foreach (var (result, (delivery, _)) in recorded.Zip(deliveries)) results[delivery.DeliveryId] = ResultOf(result, delivery);
        }

        return new ReceiveResult.Batch([.. events.Select(one => one.IsKept ? results[one.Delivery.DeliveryId] : new ReceiveResult.Filtered(one.Delivery.DeliveryId))]);
    }

    private async Task<IReadOnlyList<RecordResult>> RecordOneByOneAsync(
        IEnumerable<(Delivery Delivery, PackedPayload? Payload)> deliveries, CancellationToken cancellationToken)
    {
        var results = new List<RecordResult>();
        foreach (var (delivery, payload) in deliveries)
        {
            results.Add(await ledger.RecordAsync(delivery, payload, cancellationToken));
            if (results[^1] is RecordResult.Unknown) break;
        }

        return results;
    }

    private static Delivery Due(Delivery delivery) => delivery.Status == DeliveryStatus.Received
        ? delivery with { Work = delivery.Due(WorkKind.Dispatch, delivery.ReceivedAt) }
        : delivery;

    private static ReceiveResult ResultOf(RecordResult result, Delivery delivery) => result switch
    {
        RecordResult.Recorded recorded => new ReceiveResult.Accepted(recorded.Delivery),
        RecordResult.Duplicate duplicate => new ReceiveResult.Duplicate(duplicate.First),
        RecordResult.SameContent same => ReceiveResult.SameContent.Of(same),
        RecordResult.DuplicateOfPurged { Left: var left } => new ReceiveResult.DuplicateOfPurged(delivery.DeliveryId, left.Status, left.WorkflowExecutionId),
        _ => throw new InvalidOperationException("Recording has no such result."),
    };

    private static IEnumerable<List<NewDelivery>> Parts(IEnumerable<NewDelivery> events)
    {
        var part = new List<NewDelivery>();
        var (rows, bytes) = (0, 0);
        foreach (var one in events)
        {
            var (more, length) = (DeliveryLedger.RowsOf(one.Delivery), one.Payload?.Bytes.Length ?? 0);
            if (rows + more > TableCalls.MostActions || (part.Count > 0 && bytes + length > MostBytesTogether))
            {
                yield return part;
                (part, rows, bytes) = ([], 0, 0);
            }

            part.Add(one);
            rows += more;
            bytes += length;
        }

        if (part.Count > 0) yield return part;
    }
}
