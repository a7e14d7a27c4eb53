namespace TriggerBridge.Flows.Operations.Replay;

/// <summary>Who asks for a replay, and how much they insist.</summary>
public sealed record ReplayOrder
{
    /// <summary>The most characters of <see cref="By"/>.</summary>
    public const int LongestName = 100;

    public string? By { get; init; }

    /// <summary>The first 8 hex digits of the SHA-256 of the caller's key.</summary>
    public string? Key { get; init; }

    /// <summary>Also where an execution was started and may have done its work.</summary>
    public bool Force { get; init; }
}
