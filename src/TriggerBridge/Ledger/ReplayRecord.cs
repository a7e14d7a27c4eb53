namespace TriggerBridge.Ledger;

/// <summary>One replay of a delivery: who asked for it, when, and what it had come to before; as it stands in the ledger and in the API.</summary>
public sealed record ReplayRecord
{
    /// <summary>The most replays that are kept with a delivery; older ones give way.</summary>
    public const int MostKept = 50;

    public required DateTimeOffset At { get; init; }

    /// <summary>As the caller named themselves.</summary>
    public string? By { get; init; }

    /// <summary>The first 8 hex digits of the SHA-256 of the key that the caller used: tells keys apart, and is none.</summary>
    public string? Key { get; init; }

    /// <summary>The caller knew that an execution had been started.</summary>
    public bool Force { get; init; }

    /// <summary>Where the delivery stood, and why.</summary>
    public required DeliveryStatus Status { get; init; }

    public string? Reason { get; init; }

    /// <summary>The execution that had been started before.</summary>
    public string? WorkflowExecutionId { get; init; }

    /// <summary>How many attempts had been claimed before.</summary>
    public required int AttemptCount { get; init; }
}
