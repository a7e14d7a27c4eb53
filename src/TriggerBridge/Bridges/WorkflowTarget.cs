namespace TriggerBridge.Bridges;

/// <summary>The workflow that a bridge starts.</summary>
public sealed record WorkflowTarget
{
    public required string Tenant { get; init; }

    public required string Id { get; init; }

    /// <summary>The name of the secret that holds the external trigger's client.</summary>
    public required string Credential { get; init; }

    public required Envelope Envelope { get; init; }

    /// <summary>Adds <c>_deliveryId</c> and <c>_attempt</c> to the input, by which an execution can be found again.</summary>
    public required bool Correlate { get; init; }
}

/// <summary>What the body of execute-external is.</summary>
public enum Envelope
{
    /// <summary><c>{"input": …}</c>, as the specification has it.</summary>
    Input,

    /// <summary>The input itself: some tenants hand the whole body to the workflow.</summary>
    None,
}
