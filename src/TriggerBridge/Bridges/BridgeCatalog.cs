using System.Diagnostics.CodeAnalysis;

namespace TriggerBridge.Bridges;

/// <summary>The bridges by name, as they are now. Their files may change at any time, and then all of it is replaced at once: whoever works on an event finds its bridge once and keeps it.</summary>
public sealed class BridgeCatalog
{
    private volatile BridgeSet _now;

    /// <param name="bridges">Those that can be used.</param>
    /// <param name="broken">Those whose files have errors.</param>
    public BridgeCatalog(IEnumerable<Bridge> bridges, params IReadOnlyList<BrokenBridge> broken)
        : this(new BridgeSet([.. bridges], broken, sources: []))
    {
    }

    internal BridgeCatalog(BridgeSet now) => _now = now;

    public IReadOnlyCollection<Bridge> All => _now.All;

    /// <summary>The senders that several bridges share.</summary>
    public IReadOnlyCollection<SharedSource> Sources => _now.Sources;

    /// <summary>In the order of their files, sources first.</summary>
    public IReadOnlyList<BrokenBridge> Broken => _now.Broken;

    internal BridgeSet Now
    {
        get => _now;
        set => _now = value;
    }

    public bool TryFind(string name, [MaybeNullWhen(false)] out Bridge bridge) => _now.TryFind(name, out bridge);

    /// <summary>Whether its file has errors, and no version without them is known.</summary>
    internal bool IsBroken(string name) => _now.IsBroken(name);

    /// <summary>Whether it cannot be used now, although it is not gone: what belongs to it waits.</summary>
    public bool IsUnready(string name) => _now.IsUnready(name);

    /// <summary>Whether there is a bridge or a source of this name, whatever its state.</summary>
    internal bool IsConfigured(string name) => _now.TryFind(name, out _) || _now.IsUnready(name) || _now.FindSource(name) is not null;
}

/// <summary>A bridge, or a source, whose file has errors.</summary>
/// <param name="Name">The file's, without its extension.</param>
/// <param name="Errors">At least one.</param>
public sealed record BrokenBridge(string Name, IReadOnlyList<BridgeError> Errors)
{
    /// <summary>What an operator is told who wants to use it.</summary>
    internal const string Objection = "The bridge cannot be used now: /api/status says why.";

    /// <summary>Most often a person has to mend it.</summary>
    internal static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    /// <summary>The version without errors that goes on working; null: there was none, and the bridge cannot be used.</summary>
    public string? KeepsVersion { get; init; }
}

/// <summary>One thing that is wrong with a bridge file or with the place of all, and what to do about it.</summary>
/// <param name="Path">A JSON path into the file, such as <c>$.workflow.id</c>.</param>
public sealed record BridgeError(string File, string Path, string Problem)
{
    public override string ToString() => $"{File} {Path}: {Problem}";
}
