namespace TriggerBridge.Pacing;

/// <summary>Why a client's calls were stopped.</summary>
internal enum PauseCause
{
    None,

    /// <summary>429: over when its time is over.</summary>
    Throttled,

    /// <summary>Out of reach: over when a probe succeeds.</summary>
    Unreachable,

    /// <summary>In doubt, time after time: over when a read succeeds or, for want of that, a probe.</summary>
    InDoubt,
}

/// <summary>What all instances know about one client of ISC; times are the ledger's. How it changes: <see cref="CircuitTransition"/>.</summary>
internal sealed record ClientState
{
    public static ClientState Undisturbed { get; } = new();

    public PauseCause Cause { get; init; }

    public DateTimeOffset? PausedUntil { get; init; }

    /// <summary>How often in a row the client was found out of reach.</summary>
    public int Failures { get; init; }

    /// <summary>Until then one instance's probe is out; it may have ended without a word.</summary>
    public DateTimeOffset? ProbeUntil { get; init; }

    /// <summary>Whose probe it is.</summary>
    public string? ProbeId { get; init; }

    /// <summary>Since the last pause no sweep found nothing due.</summary>
    public bool Draining { get; init; }

    /// <summary>In plain words.</summary>
    public string? Reason { get; init; }

    public CircuitState At(DateTimeOffset now) => Cause switch
    {
        PauseCause.InDoubt when now < PausedUntil || now < ProbeUntil => CircuitState.Open,
        PauseCause.InDoubt => CircuitState.HalfOpen,
        not PauseCause.None when now < PausedUntil => CircuitState.Paused,
        PauseCause.Unreachable => now < ProbeUntil ? CircuitState.Paused : CircuitState.HalfOpen,
        _ => Draining ? CircuitState.Draining : CircuitState.Closed,
    };
}
