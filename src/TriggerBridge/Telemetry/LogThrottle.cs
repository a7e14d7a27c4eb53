using System.Collections.Concurrent;

namespace TriggerBridge.Telemetry;

/// <summary>Lets one log line in each interval through for each key.</summary>
internal sealed class LogThrottle(TimeProvider time, TimeSpan interval)
{
    private readonly ConcurrentDictionary<string, long> _last = new(StringComparer.Ordinal);

    public bool Allows(string key)
    {
        var now = time.GetTimestamp();
        if (_last.TryAdd(key, now)) return true;
        return _last.TryGetValue(key, out var last) && time.GetElapsedTime(last, now) >= interval && _last.TryUpdate(key, now, last);
    }
}
