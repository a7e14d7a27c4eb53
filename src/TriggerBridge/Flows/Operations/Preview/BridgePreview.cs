using System.Text.Json;
using TriggerBridge.Bridges;
using TriggerBridge.Flows.Receiving;
using TriggerBridge.Ledger;
using TriggerBridge.Mapping;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Flows.Operations.Preview;

/// <summary>Shows what a bridge makes of a sample, without a server, a secret or a ledger: by the same code that maps deliveries.</summary>
public static class BridgePreview
{
    private const int FirstAttempt = 1;

    /// <param name="sample">A request as the sender would make it; its signature may be missing.</param>
    /// <param name="now">Stands for the time at which it is received.</param>
    public static PreviewResult Of(Bridge bridge, WebhookRequest sample, DateTimeOffset now)
    {
        if (bridge.Sender is not { } webhook) return new PreviewResult.OnlyPolls();
        var mapped = MappedRequest.Of(bridge, webhook, sample, now);
        return mapped.Unusable is { } answer ? new PreviewResult.Unusable(answer) : Report(bridge, sample, mapped.Events);
    }

    private static PreviewResult.Previewed Report(Bridge bridge, WebhookRequest sample, IEnumerable<MappedEvent> events) =>
        new(new PreviewReport(bridge.Name, [.. PreviewWarnings.Of(bridge, sample)], [.. events.Select(mapped => Of(bridge, mapped))]));

    private static EventPreview Of(Bridge bridge, MappedEvent mapped)
    {
        var input = mapped.Status == DeliveryStatus.Received ? (mapped.Result as MappingResult.Mapped)?.Json : null;
        return new EventPreview
        {
            Status = mapped.Status,
            Reason = (mapped.Result as MappingResult.Failed)?.Reason ?? mapped.Answer?.Problem,
            Mismatch = mapped.Result.Mismatch?.Objection,
            Filter = (bridge.Filter, mapped.Stopped) switch
            {
                (null, _) => FilterVerdict.None,
                (_, null) => FilterVerdict.Passed,
                (_, MappingResult.Filtered) => FilterVerdict.Rejected,
                _ => FilterVerdict.Failed,
            },
            EventType = mapped.Sent.Context.EventType,
            DeliveryId = mapped.Sent.Identity.DeliveryId,
            SenderId = mapped.Sent.Identity.SenderId,
            Input = input is { } json ? JsonElement.Parse(json.Span) : null,
            Body = input is { } sent
                ? JsonElement.Parse(InputEnvelope.Write(sent, bridge.Workflow, mapped.Sent.Identity.DeliveryId, FirstAttempt).Span)
                : null,
            Answer = mapped.Answer?.Output is { } answer ? JsonElement.Parse(answer) : null,
            Warnings = [.. PreviewWarnings.Of(bridge, mapped)],
        };
    }
}

/// <summary>What a bridge would do with a request: nothing is sent to a workflow's steps, and nothing is recorded.</summary>
/// <param name="Warnings">About the bridge, whatever the event is.</param>
/// <param name="Events">In the order in which they stand in the request.</param>
public sealed record PreviewReport(string Bridge, IReadOnlyList<string> Warnings, IReadOnlyList<EventPreview> Events);

/// <summary>What looking at a sample came to.</summary>
public abstract record PreviewResult
{
    private PreviewResult()
    {
    }

    public sealed record Previewed(PreviewReport Report) : PreviewResult;

    /// <summary>There is no such bridge, it is not ready, or there is no event in the sample: a sender would be answered so.</summary>
    public sealed record Unusable(ReceiveResult Answer) : PreviewResult;

    /// <summary>The bridge has no webhook: no sender sends it anything, and its items are shown by <c>POST /api/polls/{bridge}/preview</c>.</summary>
    public sealed record OnlyPolls : PreviewResult;
}
