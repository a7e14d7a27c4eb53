namespace TriggerBridge.Simulation.World;

/// <summary>A promise that did not hold, and what was seen instead.</summary>
internal sealed record Violation(string Promise, string Seen);
