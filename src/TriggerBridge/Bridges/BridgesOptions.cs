namespace TriggerBridge.Bridges;

/// <summary>Where the bridge files are; section <c>TriggerBridge</c>.</summary>
public sealed class BridgesOptions
{
    /// <summary>A folder; relative to the app's own.</summary>
    public string BridgesPath { get; set; } = "bridges";
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
