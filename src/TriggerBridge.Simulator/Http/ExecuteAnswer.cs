namespace TriggerBridge.Simulator.Http;

/// <summary>Without an id nothing was started, and the message says why.</summary>
internal sealed record ExecuteAnswer(string? WorkflowExecutionId, string Message);
