using System.Collections.Concurrent;
using TriggerBridge.Simulator.Configuration;

namespace TriggerBridge.Simulator.Operations;

/// <summary>
/// Lets each client make so many requests in any ten seconds. ISC documents "100 per 10 seconds" and not how the
/// window moves; a sliding one is the strictest reading, so who keeps to it keeps to ISC's.
/// </summary>
internal sealed class RequestPace(SimulatorOptions options, TimeProvider clock)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Queue<DateTimeOffset>> _recent = new(StringComparer.Ordinal);

    /// <returns>Zero when the request may pass (it then counts), else how long to wait.</returns>
    public TimeSpan Enter(string clientId)
    {
        if (options.RequestsPer10Seconds == 0)
            return TimeSpan.Zero;

        var recent = _recent.GetOrAdd(clientId, _ => new Queue<DateTimeOffset>());
        lock (recent)
        {
            var now = clock.GetUtcNow();
            while (recent.TryPeek(out var oldest) && oldest + Window <= now)
                recent.Dequeue();
            if (recent.Count >= options.RequestsPer10Seconds)
                return recent.Peek() + Window - now;
            recent.Enqueue(now);
            return TimeSpan.Zero;
        }
    }
}
