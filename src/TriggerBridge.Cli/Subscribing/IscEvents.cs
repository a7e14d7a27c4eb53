using TriggerBridge.Bridges;
using TriggerBridge.Webhooks.Senders;

namespace TriggerBridge.Cli.Subscribing;

/// <summary>Which bridges take the events of ISC's triggers.</summary>
internal static class IscEvents
{
    public const string Scheme = WebhookSchemes.SailPointName;

    public static bool AreTakenBy(Bridge bridge) => bridge.Sender?.Scheme == Scheme;
}
