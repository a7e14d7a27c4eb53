using TriggerBridge.Bridges;
using TriggerBridge.Tests.Bridges;

namespace TriggerBridge.Tests.Cli;

/// <summary>The file of a bridge that answers a pre-approval by a rule.</summary>
internal static class AnsweringBridge
{
    public const string Trigger = "idn:access-request-pre-approval";

    public static string Of(RespondMode mode, string secret) => BridgeText.With(
        "respond",
        $$"""{ "trigger": "{{Trigger}}", "mode": "{{mode.ToString().ToLowerInvariant()}}", "output": { "approved": true, "comment": "", "approver": "rule" } }""",
        BridgeText.With("webhook", $$"""{ "scheme": "sailpoint", "secret": "{{secret}}" }"""));
}
