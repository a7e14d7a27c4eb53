using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace TriggerBridge.Bridges;

/// <summary>All bridges and sources at one time.</summary>
/// <param name="bridges">Those that can be used.</param>
/// <param name="broken">Those whose files have errors; one that keeps an older version is among those that can be used, too.</param>
/// <param name="sources">Those that can be used; none has the name of a bridge.</param>
internal sealed class BridgeSet(IReadOnlyCollection<Bridge> bridges, IReadOnlyList<BrokenBridge> broken, IReadOnlyCollection<SharedSource> sources)
{
    private readonly FrozenDictionary<string, Bridge> _bridges = bridges.ToFrozenDictionary(bridge => bridge.Name, StringComparer.Ordinal);
    private readonly FrozenDictionary<string, SharedSource> _sources = sources.ToFrozenDictionary(source => source.Name, StringComparer.Ordinal);
    private readonly FrozenSet<string> _broken = broken.Select(bridge => bridge.Name).ToFrozenSet(StringComparer.Ordinal);
    private readonly FrozenDictionary<string, HookAddress> _addresses = AddressesOf(bridges, sources).ToFrozenDictionary(address => address.Name, StringComparer.Ordinal);

    /// <summary>Before anything could be read: no bridge is known, and none is known to be missing.</summary>
    public static BridgeSet Unread { get; } = new([], [], []) { IsRead = false };

    public IReadOnlyCollection<Bridge> All => _bridges.Values;

    public IReadOnlyCollection<SharedSource> Sources => _sources.Values;

    /// <summary>In the order of their files, sources first.</summary>
    public IReadOnlyList<BrokenBridge> Broken => broken;

    public bool IsRead { get; private init; } = true;

    /// <summary>The names of files that are there and are not read yet, such as those that are being written.</summary>
    public IReadOnlySet<string> Unsettled { get; init; } = FrozenSet<string>.Empty;

    public bool TryFind(string name, [MaybeNullWhen(false)] out Bridge bridge) => _bridges.TryGetValue(name, out bridge);

    public SharedSource? FindSource(string name) => _sources.GetValueOrDefault(name);

    /// <summary>The bridges that take what they want of a source's events, by name.</summary>
    public IReadOnlyList<Bridge> BridgesOf(SharedSource source) => _addresses[source.Name].Bridges;

    /// <summary>Where a sender may post to; null: nothing has this address.</summary>
    public HookAddress? FindAddress(string name) => _addresses.GetValueOrDefault(name);

    /// <summary>Its file has errors, and no version without them is known.</summary>
    public bool IsBroken(string name) => _broken.Contains(name) && !IsUsable(name);

    /// <summary>It cannot be used, but it is not gone: it is broken, or could not be read yet.</summary>
    public bool IsUnready(string name) => !IsUsable(name) && (!IsRead || _broken.Contains(name) || Unsettled.Contains(name));

    private static IEnumerable<HookAddress> AddressesOf(IReadOnlyCollection<Bridge> bridges, IEnumerable<SharedSource> sources)
    {
        var bySource = bridges.Where(bridge => bridge.Source is not null).OrderBy(bridge => bridge.Name, StringComparer.Ordinal).ToLookup(bridge => bridge.Source!.Name, StringComparer.Ordinal);
        return
        [
            .. bridges.Where(bridge => bridge.Webhook is not null).Select(bridge => new HookAddress(bridge.Name, bridge.Enabled, bridge.Webhook!, Source: null, [bridge])),
            .. sources.Select(source => new HookAddress(source.Name, source.Enabled, source.Webhook, source, [.. bySource[source.Name]])),
        ];
    }

    private bool IsUsable(string name) => _bridges.ContainsKey(name) || _sources.ContainsKey(name);
}
