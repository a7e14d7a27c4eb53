using TriggerBridge.Bridges.Files;

namespace TriggerBridge.Cli.Dev;

/// <summary>Makes lines of what senders were answered and of what stands in the ledger: each event once, and again where there is news of it.</summary>
internal sealed class EventFeed
{
    // Its sender is answered by then: until then it may be told as what the sender was answered.
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(4);

    private static readonly string[] Final = ["Completed", "Failed", "Canceled", "DeadLettered", "Filtered", "Unrouted", "Routed"];
    private static readonly string[] Alarming = ["RetryScheduled", "InDoubt"];

    // Its sender is told the status alone; who changes the bridge wants to know why.
    private static readonly string[] Unexplained = ["DeadLettered", "Received"];

    private readonly Dictionary<(string Bridge, string Id), Told> _told = [];

    /// <summary>The last delivery that a line was about; null: there was none.</summary>
    public (string Bridge, string Id)? Last { get; private set; }

    /// <summary>What was there before is history.</summary>
    public void Skip(IEnumerable<SeenDelivery> deliveries)
    {
        foreach (var seen in deliveries) _told[(seen.Bridge, seen.DeliveryId)] = new Told(seen.Status, seen.WorkflowExecutionId, HasReason: true);
    }

    /// <param name="names">Of all addresses.</param>
    public IEnumerable<DevEvent> Of(Recording request, IReadOnlyCollection<string> names)
    {
        var took = TimeSpan.FromMilliseconds(request.Milliseconds);
        if (request.Status is >= 200 and < 300)
        {
            if (request.Deliveries is { } deliveries) return [.. deliveries.Select(delivery => Answered(request, delivery, took))];
            // A test of the address, or an event whose answer is in the sender's terms: the ledger knows that one.
            return [new DevEvent(request.At, request.Name, request.Code, Status: null, Execution: null, took) { Detail = "answered in the sender's own terms" }];
        }

        var detail = request.Status switch
        {
            401 => "not verified",
            404 when ClosestName.TryFind(request.Name, names, out var closest) => $"no bridge has this address; did you mean {closest}?",
            404 => "no bridge has this address",
            _ => request.Refusal,
        };
        return [new DevEvent(request.At, request.Name, request.Code, Status: null, Execution: null, took) { Detail = detail, IsRefused = true }];
    }

    /// <summary>News of the ledger.</summary>
    public IEnumerable<DevEvent> Of(IEnumerable<SeenDelivery> deliveries, DateTimeOffset now)
    {
        foreach (var seen in deliveries.OrderBy(seen => seen.UpdatedAt))
        {
            var key = (seen.Bridge, seen.DeliveryId);
            var isNew = !_told.TryGetValue(key, out var told);
            if (isNew && now - seen.ReceivedAt < AnswerLimit) continue;
            var isNews = isNew
                || (told!.Status != seen.Status && (Final.Contains(seen.Status, StringComparer.Ordinal) || Alarming.Contains(seen.Status, StringComparer.Ordinal)))
                || (told.Execution is null && seen.WorkflowExecutionId is not null)
                || (!told.HasReason && seen.Reason is not null && Unexplained.Contains(seen.Status, StringComparer.Ordinal));
            if (!isNews) continue;
            _told[key] = new Told(seen.Status, seen.WorkflowExecutionId, seen.Reason is not null);
            Last = key;
            yield return new DevEvent(isNew ? seen.ReceivedAt : seen.UpdatedAt, seen.Bridge, isNew ? "recorded" : "", seen.Status, seen.WorkflowExecutionId, seen.UpdatedAt - seen.ReceivedAt)
            {
                IsLater = true,
                Detail = seen.Reason,
            };
        }
    }

    private DevEvent Answered(Recording request, AnsweredDelivery delivery, TimeSpan took)
    {
        var bridge = delivery.Bridge ?? request.Name;
        var isKnown = _told.TryGetValue((bridge, delivery.DeliveryId), out var told);
        var verdict = delivery.SameContent ? "captured" : delivery.Status switch
        {
            // Of several events some may be new.
            _ when isKnown => "duplicate",
            "Filtered" => "filtered",
            "Unrouted" => "unrouted",
            _ => request.Status == 202 ? DevEvent.Accepted : "duplicate",
        };
        _told[(bridge, delivery.DeliveryId)] = new Told(delivery.Status ?? told?.Status ?? "", delivery.WorkflowExecutionId ?? told?.Execution, told?.HasReason ?? false);
        Last = (bridge, delivery.DeliveryId);
        return new DevEvent(request.At, bridge, verdict, delivery.Status, delivery.WorkflowExecutionId, took)
        {
            Detail = verdict switch
            {
                "unrouted" => "no bridge of this source wants it",
                "captured" => "the same content came before under another id",
                _ => null,
            },
        };
    }

    /// <param name="HasReason">Why it stands there has been told as well.</param>
    private sealed record Told(string Status, string? Execution, bool HasReason);
}
