using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using TriggerBridge.Timing;

namespace TriggerBridge.Ledger;

/// <summary>
/// The deliveries that are in doubt, as this instance's ticks see them: each is looked up every few minutes, so they are remembered from
/// one look to the next, and the ledger need not be asked for them.
/// </summary>
internal sealed partial class DoubtWatch(LedgerClock clock, ILogger<DoubtWatch> logger)
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    // Twice the longest wait between two looks: what was not seen for so long, another instance has resolved.
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<(string Bridge, string DeliveryId), Sight> _sights = new();

    /// <summary>How many there are, and since when the oldest is in doubt; null where there is none.</summary>
    public (int Count, DateTimeOffset? Oldest) Known
    {
        get
        {
            foreach (var old in _sights.Where(sight => clock.UtcNow - sight.Value.SeenAt > Remembered))
                _sights.TryRemove(old);
            var since = _sights.Values.Select(sight => (DateTimeOffset?)sight.Since).ToList();
            return (since.Count, since.Min());
        }
    }

    /// <param name="due">Is about to be looked up; what is not in doubt but only looked for again is passed over.</param>
    public void Look(Delivery due)
    {
        if (due.Status != DeliveryStatus.InDoubt)
            return;

        // The latest: an earlier one may be of a time before a replay.
        var since = due.Unresolved.LastOrDefault()?.StartedAt ?? due.UpdatedAt;
        var now = clock.UtcNow;
        _sights[(due.Bridge, due.DeliveryId)] = new Sight(since, now);
        if (now - since > Long)
            LogInDoubt(due.Bridge, due.DeliveryId, ReadableTime.Of(now - since));
    }

    public void Forget(Delivery resolved) => _sights.TryRemove((resolved.Bridge, resolved.DeliveryId), out _);

    // An alert waits for this text (infra/modules/alerts.bicep).
    [LoggerMessage(LogLevel.Warning, "Delivery {Bridge}/{DeliveryId} is in doubt for long: sent {Ago} ago")]
    private partial void LogInDoubt(string bridge, string deliveryId, string ago);

    private sealed record Sight(DateTimeOffset Since, DateTimeOffset SeenAt);
}
