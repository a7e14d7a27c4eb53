using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace TriggerBridge.Telemetry;

/// <summary>
/// What the bridge tells of itself, for whoever listens. Names of attributes are those of OpenTelemetry's conventions for messaging
/// (https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/): a bridge is the destination, a delivery the message.
/// </summary>
public static class BridgeTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "TriggerBridge";

    /// <summary>The bridge, on activities and measurements.</summary>
    internal const string BridgeAttribute = "messaging.destination.name";

    /// <summary>How many deliveries an activity is about, where it is not one.</summary>
    internal const string BatchAttribute = "messaging.batch.message_count";

    private const string DeliveryAttribute = "messaging.message.id";

    /// <summary>What kind of failure it was; absent where all went well.</summary>
    internal const string ErrorAttribute = "error.type";

    private static ActivitySource Activities { get; } = new(Name);

    /// <returns>Null where nobody listens.</returns>
    internal static Activity? Start(BridgeStep step, string bridge, string? deliveryId = null)
    {
        if (!Activities.HasListeners())
            return null;

        // The conventions know a type, and a kind for it, only of what comes from or goes to the other side.
        var (kind, type) = step switch
        {
            BridgeStep.Dispatch => (ActivityKind.Producer, "send"),
            BridgeStep.Poll => (ActivityKind.Client, "receive"),
            _ => (ActivityKind.Internal, null),
        };
        var name = step.ToString().ToLowerInvariant();
        var activity = Activities.StartActivity($"{name} {bridge}", kind);
        activity?.SetTag("messaging.system", "triggerbridge");
        activity?.SetTag("messaging.operation.name", name);
        activity?.SetTag("messaging.operation.type", type);
        activity?.SetTag(BridgeAttribute, bridge);
        activity?.SetTag(DeliveryAttribute, deliveryId);
        return activity;
    }

    internal static void IsOf(this Activity? activity, string deliveryId) => activity?.SetTag(DeliveryAttribute, deliveryId);

    internal static void Fail(this Activity? activity, string type, string? description = null) =>
        activity?.SetTag(ErrorAttribute, type).SetStatus(ActivityStatusCode.Error, description);

    extension(IMeterFactory meters)
    {
        /// <summary>The factory owns it, and gives the same to all.</summary>
        internal Meter OfBridge => meters.Create(Name);
    }
}

/// <summary>The steps that have an activity of their own; accepting is that of the web server, recording that of the HTTP client.</summary>
internal enum BridgeStep
{
    Verify,
    Map,
    Dispatch,
    Track,
    Poll,
}
