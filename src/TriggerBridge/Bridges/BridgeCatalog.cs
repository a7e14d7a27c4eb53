using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace TriggerBridge.Bridges;

/// <summary>The bridges by name.</summary>
public sealed class BridgeCatalog(IEnumerable<Bridge> bridges)
{
    private readonly FrozenDictionary<string, Bridge> _bridges = bridges.ToFrozenDictionary(bridge => bridge.Name, StringComparer.Ordinal);

    public IReadOnlyCollection<Bridge> All => _bridges.Values;

    public bool TryFind(string name, [MaybeNullWhen(false)] out Bridge bridge) => _bridges.TryGetValue(name, out bridge);
}
