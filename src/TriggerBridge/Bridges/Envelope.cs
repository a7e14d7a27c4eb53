namespace TriggerBridge.Bridges;

/// <summary>What the body of execute-external is.</summary>
public enum Envelope
{
    /// <summary><c>{"input": …}</c>, as the specification has it.</summary>
    Input,

    /// <summary>The input itself: some tenants hand the whole body to the workflow.</summary>
    None,
}
