using System.ComponentModel;
using System.Text.Json.Serialization;

namespace TriggerBridge.Bridges.Files;

/// <summary>The file of a source as it is written; see <see cref="BridgeFile"/>.</summary>
internal sealed record SourceFile
{
    [JsonPropertyName("$schema")]
    [Description("Where an editor finds the schema of this file.")]
    public string? Schema { get; init; }

    [Description("false: the sender is answered with 503. Default: true.")]
    public bool? Enabled { get; init; }

    [JsonRequired]
    [Description("Who sends the events, and how they prove it.")]
    public WebhookSection? Webhook { get; init; }
}
