using System.ComponentModel;

namespace TriggerBridge.Bridges.Files;

internal sealed record RetrySection
{
    [Description("The wait after the first try. Default: 00:00:05.")]
    public Duration? First { get; init; }

    [Description("The longest wait between two tries. Default: 01:00:00.")]
    public Duration? Max { get; init; }

    [Description("The age at which a delivery becomes a dead letter. Default: 7.00:00:00.")]
    public Duration? GiveUpAfter { get; init; }
}
