using TriggerBridge.Bridges;
using TriggerBridge.Ledger;

namespace TriggerBridge.Tracking;

/// <summary>A delivery with attempts of which nobody knows whether they started an execution.</summary>
/// <param name="Delivery">As it stands in the ledger.</param>
/// <param name="Rule">How its bridge wants it resolved.</param>
internal sealed record Doubt(Delivery Delivery, DoubtRule Rule)
{
    public DateTimeOffset FirstSentAt => Delivery.Unresolved.Min(attempt => attempt.StartedAt);

    public DateTimeOffset LastSentAt => Delivery.Unresolved.Max(attempt => attempt.StartedAt);
}

/// <summary>Doubts whose executions would stand in one list.</summary>
/// <param name="From">By the ledger's clock.</param>
/// <param name="To">By the ledger's clock.</param>
/// <param name="Doubts">At least one.</param>
internal sealed record DoubtWindow(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<Doubt> Doubts)
{
    /// <summary>
    /// One window for all, from the earliest attempt to now; only what is older than <paramref name="longest"/>, after which no
    /// execution begins any more, has one of its own instead of a list of all that ran since.
    /// </summary>
    public static IReadOnlyList<DoubtWindow> Over(IEnumerable<Doubt> doubts, DateTimeOffset now, TimeSpan margin, TimeSpan longest)
    {
        var windows = new List<DoubtWindow>();
        foreach (var doubt in doubts.OrderBy(each => each.FirstSentAt))
        {
            var from = doubt.FirstSentAt - margin;
            var to = (doubt.LastSentAt + longest < now ? doubt.LastSentAt + longest : now) + margin;
            if (windows is [.., var last] && from <= last.To)
                windows[^1] = new DoubtWindow(last.From, to > last.To ? to : last.To, [.. last.Doubts, doubt]);
            else
                windows.Add(new DoubtWindow(from, to, [doubt]));
        }

        return windows;
    }
}

/// <summary>How a bridge's doubts are resolved; the defaults for the deliveries of a bridge that was removed.</summary>
internal sealed record DoubtRule
{
    public required bool HasBridge { get; init; }
    public required WhenInDoubt WhenInDoubt { get; init; }
    public required TimeSpan Settle { get; init; }
    public required RetryPolicy Retry { get; init; }

    /// <summary>Why ISC cannot be asked; null if it can.</summary>
    public string? Obstacle { get; init; }

    public bool CanLook => Obstacle is null;

    /// <summary>Whether an attempt is sent again also where nothing can be looked up.</summary>
    public bool SendsUnseen => WhenInDoubt == WhenInDoubt.Retry;

    /// <summary>Whether an attempt that is taken as missing is sent again.</summary>
    public bool SendsAgain => SendsUnseen || (WhenInDoubt == WhenInDoubt.RetryIfAbsent && CanLook);

    public static DoubtRule Of(Bridge? bridge, bool tenantIsReadable) => new()
    {
        HasBridge = bridge is not null,
        WhenInDoubt = bridge?.WhenInDoubt ?? BridgeDefaults.WhenInDoubt,
        Settle = bridge?.Settle ?? BridgeDefaults.Settle,
        Retry = bridge?.Retry ?? BridgeDefaults.Retry,
        Obstacle = !tenantIsReadable ? "ISC cannot be asked, for the tenant has no read credential."
            : bridge is { Workflow.Correlate: false } ? "ISC cannot be asked, for the bridge's \"correlate\" is false."
            : null,
    };
}
