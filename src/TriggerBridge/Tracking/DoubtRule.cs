using TriggerBridge.Bridges;

namespace TriggerBridge.Tracking;

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
