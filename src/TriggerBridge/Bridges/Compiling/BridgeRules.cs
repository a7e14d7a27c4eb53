using TriggerBridge.Json;

namespace TriggerBridge.Bridges.Compiling;

internal static class BridgeRules
{
    private static readonly IBridgeRule[] All =
    [
        new BridgeNameRule(),
        new SourceRule(),
        new SchemeRule(),
        new SignatureRule(),
        new SecretNameRule(),
        new DeliveryIdRule(),
        new EventTypeRule(),
        new TablesRule(),
        new FilterRule(),
        new InputRule(),
        new PollRule(),
        new SharedIdRule(),
        new WorkflowIdRule(),
        new TenantRule(),
        new DurationRule(),
        new RetryOrderRule(),
    ];

    public static void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        foreach (var rule in All) rule.Check(draft, problems);
    }
}
