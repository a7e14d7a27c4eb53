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
    [Description("When ISC is answered, as its subscription says. sync: in the answer to its request. async: at the address that comes with the event, when the workflow has ended. dynamic: as sync where the workflow ends in time, as async otherwise.")]
    public Choice<RespondMode>? Mode { get; init; }

    [JsonRequired]
    [Description("The answer, written as the input is. $$.execution.id, .status and .error say what the workflow came to, and $$.execution.steps['name'] what a step gave; without them the answer is given by the event alone.")]
    [AnyObject]
    public JsonElement? Output { get; init; }

    [Description("What is answered where the workflow has not ended in time, and to events that start nothing. It is made of the event alone, or null where the trigger takes that.")]
    [AnyObjectOrNull]
    public JsonElement Otherwise { get; init; }

    [Description("When ISC has its answer at the latest, at most 00:00:09; not with async. Default: 00:00:08.")]
    public Duration? Within { get; init; }

    [Description("How long ISC waits for an answer that comes later: the subscription's responseDeadline. Before it is over, otherwise is answered. Not with sync. Default: 01:00:00.")]
    public Duration? ResponseDeadline { get; init; }
}
