using System.ComponentModel;
using System.Text.Json.Serialization;

namespace TriggerBridge.Bridges.Files;

internal sealed record WorkflowSection
{
    [JsonRequired]
    [Description("The tenant's name in the app's settings.")]
    public string? Tenant { get; init; }

    [JsonRequired]
    [Description("The workflow's id in ISC.")]
    public string? Id { get; init; }

    [JsonRequired]
    [Description("The name of the secret that holds the workflow's external trigger client.")]
    public string? Credential { get; init; }

    [Description("input: the body is {\"input\": …}; none: the body is the input itself. Default: input.")]
    public Choice<Envelope>? Envelope { get; init; }

    [Description("Adds _deliveryId and _attempt to the input, by which an execution can be found again. Default: true.")]
    public bool? Correlate { get; init; }
}
