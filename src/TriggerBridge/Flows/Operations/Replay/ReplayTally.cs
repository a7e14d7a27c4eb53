using TriggerBridge.Ledger;

namespace TriggerBridge.Flows.Operations.Replay;

/// <summary>Counts what a bulk replay did; in the order of the ledger, whatever ran at once.</summary>
internal sealed class ReplayTally
{
    private readonly List<SkippedReplay> _skipped = [];
    private readonly List<string> _ids = [];
    private int _replayed;

    public int Count { get; private set; }

    public void Add(DeliveryHead delivery, ReplayResult result)
    {
        Count++;
        switch (result)
        {
            case ReplayResult.Replayed:
                _replayed++;
                if (_ids.Count < BulkReplayReport.MostShown)
                    _ids.Add(delivery.DeliveryId);
                break;
            case ReplayResult.Refused refused:
                Skip(delivery, refused.Reason);
                break;
            default:
                Skip(delivery, "It was purged meanwhile.");
                break;
        }
    }

    public BulkReplayReport Report(bool dryRun, ListPosition? goOnAfter) => new()
    {
        DryRun = dryRun,
        Count = Count,
        Replayed = _replayed,
        Skipped = _skipped,
        Ids = _ids,
        Continuation = goOnAfter?.ToString(),
    };

    private void Skip(DeliveryHead delivery, string reason)
    {
        if (_skipped.Count < BulkReplayReport.MostShown)
            _skipped.Add(new SkippedReplay(delivery.Bridge, delivery.DeliveryId, reason));
    }
}
