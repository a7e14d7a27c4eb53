using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace TriggerBridge.Bridges;

/// <summary>The bridges by name, and the names of those whose files have errors.</summary>
/// <param name="bridges">Those that can be used.</param>
/// <param name="broken">Those that wait for a person; none has the name of another.</param>
public sealed partial class BridgeCatalog(IEnumerable<Bridge> bridges, params IReadOnlyList<BrokenBridge> broken)
{
    private readonly FrozenDictionary<string, Bridge> _bridges = bridges.ToFrozenDictionary(bridge => bridge.Name, StringComparer.Ordinal);
    private readonly FrozenSet<string> _broken = broken.Select(bridge => bridge.Name).ToFrozenSet(StringComparer.Ordinal);

    public IReadOnlyCollection<Bridge> All => _bridges.Values;

    /// <summary>In the order of their files.</summary>
    public IReadOnlyList<BrokenBridge> Broken => broken;

    public bool TryFind(string name, [MaybeNullWhen(false)] out Bridge bridge) => _bridges.TryGetValue(name, out bridge);

    /// <summary>Whether there is a file for it that has errors: it is not gone, and what belongs to it waits until the file is fixed.</summary>
    public bool IsBroken(string name) => _broken.Contains(name);

    /// <summary>A line for each error: a person must act.</summary>
    internal void LogErrors(ILogger logger)
    {
        foreach (var bridge in broken)
        {
            foreach (var error in bridge.Errors)
                LogError(logger, bridge.Name, error);
        }
    }

    [LoggerMessage(LogLevel.Error, "Bridge {Bridge} is not ready, its senders get 503 and its deliveries wait until its file is fixed: {Error}")]
    private static partial void LogError(ILogger logger, string bridge, BridgeError error);
}

/// <summary>A bridge that cannot be used, for its file has errors.</summary>
/// <param name="Name">The file's, without its extension.</param>
/// <param name="Errors">At least one.</param>
public sealed record BrokenBridge(string Name, IReadOnlyList<BridgeError> Errors)
{
    /// <summary>What an operator is told who wants to use it.</summary>
    internal const string Objection = "The bridge's file has errors: /api/status names them.";

    /// <summary>Files are read at the start: nothing is better before the next one.</summary>
    internal static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);
}

/// <summary>One thing that is wrong with a bridge file or with the folder of all, and what to do about it.</summary>
/// <param name="Path">A JSON path into the file, such as <c>$.workflow.id</c>.</param>
public sealed record BridgeError(string File, string Path, string Problem)
{
    public override string ToString() => $"{File} {Path}: {Problem}";
}
