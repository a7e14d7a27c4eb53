namespace TriggerBridge.Bridges;

/// <summary>When to send again what is known not to have started.</summary>
/// <param name="First">The wait after the first try.</param>
/// <param name="Max">The longest wait between two tries.</param>
/// <param name="GiveUpAfter">The age at which a delivery becomes a dead letter.</param>
public sealed record RetryPolicy(TimeSpan First, TimeSpan Max, TimeSpan GiveUpAfter);
