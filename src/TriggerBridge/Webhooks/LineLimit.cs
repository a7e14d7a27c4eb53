using System.Collections.Concurrent;

namespace TriggerBridge.Webhooks;

/// <summary>Lets one log line a second through for each key.</summary>
internal sealed class LineLimit(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, long> _last = new(StringComparer.Ordinal);

    public bool Allows(string key)
    {
        var now = time.GetTimestamp();
        if (_last.TryAdd(key, now)) return true;
        return _last.TryGetValue(key, out var last) && time.GetElapsedTime(last, now) >= Interval && _last.TryUpdate(key, now, last);
    }
}
