using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TriggerBridge.Bridges.Files;

internal sealed record RespondSection
{
    [JsonRequired]
    [Description("The id of the event trigger that asks, such as idn:access-request-pre-approval.")]
    public string? Trigger { get; init; }

    [JsonRequired]
    [Description("sync: ISC waits for the answer to its request.")]
    public Choice<RespondMode>? Mode { get; init; }

    [JsonRequired]
    [Description("The answer, written as the input is. $$.execution.id, .status and .error say what the workflow came to; without them the answer is given by the event alone.")]
    [AnyObject]
    public JsonElement? Output { get; init; }

    [Description("What is answered where the workflow has not ended in time, and to events that start nothing. It is made of the event alone, or null where the trigger takes that.")]
    [AnyObjectOrNull]
    public JsonElement Otherwise { get; init; }

    [Description("When ISC has its answer at the latest, at most 00:00:09. Default: 00:00:08.")]
    public Duration? Within { get; init; }
}
