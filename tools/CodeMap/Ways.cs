namespace TriggerBridge.CodeMap;

/// <summary>The two ways through the code that are measured.</summary>
internal static class Ways
{
    public static IReadOnlyList<(string Way, string Type, string Method)> All { get; } =
    [
        ("one webhook, from its function to the recorded outcome", "TriggerBridge.Functions.ReceiveWebhook", "RunAsync"),
        ("the doubts of one workflow, from what is due to the decision", "TriggerBridge.Tracking.WorkflowReconciliation", "RunAsync"),
    ];
}
