using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace TriggerBridge.Bridges;

/// <summary>All bridges at one time.</summary>
/// <param name="bridges">Those that can be used.</param>
/// <param name="broken">Those whose files have errors; one that keeps an older version is among <paramref name="bridges"/>, too.</param>
internal sealed class BridgeSet(IEnumerable<Bridge> bridges, IReadOnlyList<BrokenBridge> broken)
{
    private readonly FrozenDictionary<string, Bridge> _bridges = bridges.ToFrozenDictionary(bridge => bridge.Name, StringComparer.Ordinal);
    private readonly FrozenSet<string> _broken = broken.Select(bridge => bridge.Name).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Before anything could be read: no bridge is known, and none is known to be missing.</summary>
    public static BridgeSet Unread { get; } = new([], []) { IsRead = false };

    public IReadOnlyCollection<Bridge> All => _bridges.Values;

    /// <summary>In the order of their files.</summary>
    public IReadOnlyList<BrokenBridge> Broken => broken;

    public bool IsRead { get; private init; } = true;

    /// <summary>The names of files that are there and are not read yet, such as those that are being written.</summary>
    public IReadOnlySet<string> Unsettled { get; init; } = FrozenSet<string>.Empty;

    public bool TryFind(string name, [MaybeNullWhen(false)] out Bridge bridge) => _bridges.TryGetValue(name, out bridge);

    /// <summary>Its file has errors, and no version without them is known.</summary>
    public bool IsBroken(string name) => _broken.Contains(name) && !_bridges.ContainsKey(name);

    /// <summary>It cannot be used, but it is not gone: it is broken, or could not be read yet.</summary>
    public bool IsUnready(string name) => IsBroken(name) || (!_bridges.ContainsKey(name) && (!IsRead || Unsettled.Contains(name)));
}
