using System.Text.Json;
using TriggerBridge.Cli.Output;
using TriggerBridge.Flows.Operations.Preview;
using TriggerBridge.Ledger;

namespace TriggerBridge.Cli.Samples;

/// <summary>What a bridge makes of one event, as a golden file holds it: all that a change of the bridge could change unseen.</summary>
internal sealed record ExpectedEvent
{
    /// <summary>Received (it is sent), Filtered or DeadLettered.</summary>
    public required DeliveryStatus Status { get; init; }

    /// <summary>Why it is a dead letter.</summary>
    public string? Reason { get; init; }

    public string? EventType { get; init; }

    public string? SenderId { get; init; }

    public required string DeliveryId { get; init; }

    /// <summary>The workflow's input, where it is sent.</summary>
    public JsonElement? Input { get; init; }

    /// <summary>What ISC is answered, where it waits for that and it is known at once.</summary>
    public JsonElement? Answer { get; init; }

    /// <summary>The text of a golden file: an object, or a list of them where the request holds another number of events than one.</summary>
    public static string Write(IReadOnlyList<EventPreview> previews)
    {
        var events = previews.Select(Of).ToList();
        var text = events is [var only] ? Terminal.Write(only, SamplesJson.Default.ExpectedEvent) : Terminal.Write(events, SamplesJson.Default.IReadOnlyListExpectedEvent);
        return text.ReplaceLineEndings("\n") + "\n";
    }

    private static ExpectedEvent Of(EventPreview preview) => new()
    {
        Status = preview.Status,
        Reason = preview.Reason,
        EventType = preview.EventType,
        SenderId = preview.SenderId,
        DeliveryId = preview.DeliveryId,
        Input = preview.Input,
        Answer = preview.Answer,
    };
}
