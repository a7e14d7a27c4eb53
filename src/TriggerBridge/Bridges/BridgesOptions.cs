namespace TriggerBridge.Bridges;

/// <summary>Where the bridge files are; section <c>TriggerBridge</c>.</summary>
public sealed class BridgesOptions
{
    private const string Default = "bridges";

    /// <summary>A folder; relative to the app's own.</summary>
    public string BridgesPath { get; set; } = Default;

    // A variable that is set to nothing counts as not set.
    internal string Location => Path.GetFullPath(BridgesPath is { Length: > 0 } path ? path : Default);
}

/// <summary>The bridge files have errors: the app must not start. The message has a line for each.</summary>
public sealed class InvalidBridgesException : Exception
{
    public InvalidBridgesException()
    {
    }

    public InvalidBridgesException(string message)
        : base(message)
    {
    }

    public InvalidBridgesException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal InvalidBridgesException(IReadOnlyList<BridgeError> errors)
        : base(string.Join('\n', errors)) => Errors = errors;

    public IReadOnlyList<BridgeError> Errors { get; } = [];
}
