using Spectre.Console;

namespace TriggerBridge.Cli.Output;

/// <summary>Colours by how a thing stands.</summary>
internal static class StatusStyle
{
    public static Style Quiet { get; } = new(Color.Grey);

    public static Style Of(string status) => status switch
    {
        "Completed" or "Started" or "Healthy" or "done" => new Style(Color.Green),
        "Failed" or "DeadLettered" or "Unhealthy" or "failed" or "refused" or "Rejected" or "Unauthorized" => new Style(Color.Red),
        "InDoubt" or "RetryScheduled" or "Degraded" or "Refused" or "NotStarted" or "NotSent" or "pending" => new Style(Color.Yellow),
        "Filtered" or "Unrouted" or "Routed" or "Canceled" => Quiet,
        _ => new Style(Color.Blue),
    };
}
