using System.Globalization;

namespace TriggerBridge.Flows.Polling;

/// <summary>
/// The ids of the items that this process has lately seen in the ledger, a bounded number: what sources show again and again costs nothing.
/// Keys stay in the ledger as long as the bridge has a poll, so what was there once is there still.
/// </summary>
internal sealed class KnownItems
{
    // Of each half. The older half goes when the newer one is full; together they take some ten megabytes at the most.
    private const int Most = 100_000;

    private readonly Lock _lock = new();
    private HashSet<Key> _newer = [];
    private HashSet<Key> _older = [];

    public bool Contains(string bridge, string deliveryId)
    {
        var key = Key.Of(bridge, deliveryId);
        lock (_lock)
            return _newer.Contains(key) || _older.Contains(key);
    }

    public void Add(string bridge, string deliveryId)
    {
        var key = Key.Of(bridge, deliveryId);
        lock (_lock)
        {
            if (_older.Contains(key) || !_newer.Add(key) || _newer.Count < Most) return;
            (_older, _newer) = (_newer, new HashSet<Key>(Most));
        }
    }

    // A delivery id is 128 bits in hexadecimal digits; the bridge's name is one text for all of its keys.
    private readonly record struct Key(string Bridge, ulong High, ulong Low)
    {
        public static Key Of(string bridge, string deliveryId) => new(bridge, Half(deliveryId.AsSpan(0, 16)), Half(deliveryId.AsSpan(16)));

        private static ulong Half(ReadOnlySpan<char> digits) => ulong.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }
}
