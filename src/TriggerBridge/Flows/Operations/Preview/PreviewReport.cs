namespace TriggerBridge.Flows.Operations.Preview;

/// <summary>What a bridge would do with a request: nothing is sent to a workflow's steps, and nothing is recorded.</summary>
/// <param name="Warnings">About the bridge, whatever the event is.</param>
/// <param name="Events">In the order in which they stand in the request.</param>
public sealed record PreviewReport(string Bridge, IReadOnlyList<string> Warnings, IReadOnlyList<EventPreview> Events);
