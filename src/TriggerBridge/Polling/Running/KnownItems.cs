using System.Collections.Concurrent;

namespace TriggerBridge.Polling.Running;

/// <summary>
/// The ids of the items that this process has lately seen in the ledger, a bounded number for each poll: what a source shows again and
/// again costs nothing. Keys stay in the ledger as long as the bridge has a poll, so what was there once is there still.
/// </summary>
internal sealed class KnownItems
{
    private const int MostOfEach = 20_000;

    private readonly ConcurrentDictionary<string, Ids> _polls = new(StringComparer.Ordinal);

    public bool Contains(string bridge, string deliveryId) => _polls.TryGetValue(bridge, out var ids) && ids.Contains(deliveryId);

    public void Add(string bridge, string deliveryId) => _polls.GetOrAdd(bridge, static _ => new Ids()).Add(deliveryId);

    public void Forget(string bridge) => _polls.TryRemove(bridge, out _);

    private sealed class Ids
    {
        private readonly Lock _lock = new();
        private readonly HashSet<string> _set = new(StringComparer.Ordinal);
        private readonly Queue<string> _oldestFirst = new();

        public bool Contains(string id)
        {
            lock (_lock)
                return _set.Contains(id);
        }

        public void Add(string id)
        {
            lock (_lock)
            {
                if (!_set.Add(id)) return;
                _oldestFirst.Enqueue(id);
                if (_oldestFirst.Count > MostOfEach) _set.Remove(_oldestFirst.Dequeue());
            }
        }
    }
}
