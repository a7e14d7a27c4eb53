using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace TriggerBridge.Telemetry;

/// <summary>
/// What the bridge tells of itself, for whoever listens. Names of attributes are those of OpenTelemetry's conventions for messaging
/// (https://opentelemetry.io/docs/specs/semconv/messaging/): a bridge is the destination, a delivery the message.
/// </summary>
public static class BridgeTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "TriggerBridge";

    /// <summary>The bridge, on activities and measurements.</summary>
    internal const string BridgeAttribute = "messaging.destination.name";

    internal static Meter Meter { get; } = new(Name);

    private static ActivitySource Activities { get; } = new(Name);

    /// <returns>Null where nobody listens.</returns>
    internal static Activity? Start(BridgeStep step, string destination, string? deliveryId = null)
    {
        if (!Activities.HasListeners())
            return null;

        var name = step.ToString().ToLowerInvariant();
        var activity = Activities.StartActivity($"{name} {destination}", KindOf(step));
        activity?.SetTag("messaging.system", "triggerbridge");
        activity?.SetTag("messaging.operation.name", name);
        activity?.SetTag("messaging.operation.type", step is BridgeStep.Dispatch ? "send" : "process");
        activity?.SetTag(BridgeAttribute, destination);
        if (deliveryId is not null)
            activity?.SetTag("messaging.message.id", deliveryId);
        return activity;
    }

    private static ActivityKind KindOf(BridgeStep step) => step is BridgeStep.Dispatch ? ActivityKind.Producer : ActivityKind.Internal;
}

/// <summary>The steps that have an activity of their own; accepting is that of the web server, recording that of the HTTP client.</summary>
internal enum BridgeStep
{
    Verify,
    Map,
    Dispatch,
    Track,
}
