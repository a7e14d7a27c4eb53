using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace TriggerBridge.Executions;

/// <summary>
/// Keeps what was used lately, between <c>generation</c> and twice as many entries: when the young generation is full it becomes the
/// old one, and what is not used again goes with that.
/// </summary>
internal sealed class RecentlyUsed<TKey, TValue>(int generation)
    where TKey : notnull
    where TValue : class
{
    private ConcurrentDictionary<TKey, TValue> _young = new();
    private ConcurrentDictionary<TKey, TValue> _old = new();

    public bool TryGet(TKey key, [NotNullWhen(true)] out TValue? value)
    {
        if (_young.TryGetValue(key, out value))
            return true;
        if (!_old.TryGetValue(key, out value))
            return false;
        Set(key, value);
        return true;
    }

    public void Set(TKey key, TValue value)
    {
        // Two threads at once may drop a generation too early: it is a cache.
        if (_young.Count >= generation)
        {
            _old = _young;
            _young = new();
        }

        _young[key] = value;
    }
}
