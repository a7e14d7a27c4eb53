using System.Globalization;

namespace TriggerBridge.Polling.Running;

/// <summary>
/// The ids of the items that this process has lately seen in the ledger, a bounded number: what sources show again and again costs nothing.
/// Keys stay in the ledger as long as the bridge has a poll, so what was there once is there still.
/// </summary>
internal sealed class KnownItems
{
    // Some 20 MB where all of it is used.
    private const int Most = 200_000;

    private readonly Lock _lock = new();
    private readonly HashSet<Key> _set = [];
    private readonly Queue<Key> _oldestFirst = new();

    public bool Contains(string bridge, string deliveryId)
    {
        lock (_lock)
            return _set.Contains(Key.Of(bridge, deliveryId));
    }

    public void Add(string bridge, string deliveryId)
    {
        var key = Key.Of(bridge, deliveryId);
        lock (_lock)
        {
            if (!_set.Add(key)) return;
            _oldestFirst.Enqueue(key);
            if (_oldestFirst.Count > Most) _set.Remove(_oldestFirst.Dequeue());
        }
    }

    // The bridge's own string is shared by all of its keys; a delivery id is 128 bits in hexadecimal digits.
    private readonly record struct Key(string Bridge, UInt128 Id)
    {
        public static Key Of(string bridge, string deliveryId) => new(bridge, UInt128.Parse(deliveryId, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
    }
}
