namespace TriggerBridge.SailPoint.Api.Models;

/// <summary>The known names in an open set. Only three are final; whatever else comes is taken as open.</summary>
public static class ExecutionStatus
{
    public const string Completed = nameof(Completed);
    public const string Failed = nameof(Failed);
    public const string Canceled = nameof(Canceled);
    public const string Queued = nameof(Queued);
    public const string Running = nameof(Running);

    /// <summary>Not in the specification, seen on live tenants.</summary>
    public const string Executing = nameof(Executing);

    /// <summary>The open ones that are known, to filter a list by.</summary>
    public static IReadOnlyList<string> KnownOpen { get; } = [Queued, Running, Executing];

    public static bool IsFinal(string status) => status is Completed or Failed or Canceled;
}
