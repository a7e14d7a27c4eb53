using System.Diagnostics.CodeAnalysis;
using TriggerBridge.Json;

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

/// <summary>The folder of the bridge files cannot be read, or holds none: the app must not start.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Without its error nobody could fix it.")]
public sealed class BridgesFolderException : Exception
{
    internal BridgesFolderException(string folder, string problem)
        : this(new BridgeError(folder, JsonLocation.Root, problem))
    {
    }

    private BridgesFolderException(BridgeError error)
        : base(error.ToString()) => Error = error;

    public BridgeError Error { get; }
}
