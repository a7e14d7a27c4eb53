namespace TriggerBridge.Pacing;

/// <summary>How a client of ISC stands.</summary>
public enum ClientStanding
{
    /// <summary>Calls go at once.</summary>
    Open,

    /// <summary>Older work waits and goes first; what comes in is only recorded.</summary>
    Draining,

    /// <summary>Nothing is sent.</summary>
    Paused,

    /// <summary>The pause is over: one call goes out, to see whether ISC is back.</summary>
    ProbeDue,

    /// <summary>Too many calls in a row were not answered: nothing is sent until a read of ISC succeeds, or it is time for a probe.</summary>
    CircuitOpen,
}
