using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TriggerBridge.Bridges.Files;

internal sealed record IgnoreUnchangedSection
{
    [JsonRequired]
    [Description("What tells whose events are compared, such as {{$.id}}.")]
    public string? Key { get; init; }

    [JsonRequired]
    [Texts]
    [Description("The paths of the fields that matter, such as [\"$.status\", \"$.manager\"]: an event in which none of them changed starts nothing.")]
    public JsonElement? Fields { get; init; }

    [Description("How long the last event of a key is compared with; after that the next one is sent, changed or not. Default: 30.00:00:00.")]
    public Duration? For { get; init; }
}
