using System.Globalization;

namespace TriggerBridge.SailPoint.Executions;

/// <summary>Which executions of a workflow to list. The window is closed on both sides, so that pages do not shift while they are read.</summary>
public sealed record ExecutionQuery
{
    public required string WorkflowId { get; init; }

    /// <summary>Start times by ISC's clock, both ends included.</summary>
    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset To { get; init; }

    /// <summary>Null for all.</summary>
    public string? Status { get; init; }

    internal string Filters
    {
        get
        {
            var window = $"start_time ge \"{Text(From)}\" and start_time le \"{Text(To)}\"";
            return Status is { } status ? $"{window} and status eq \"{status}\"" : window;
        }
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
